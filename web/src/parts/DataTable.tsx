import type { ComponentChildren } from 'preact';

export interface Column {
  title: string;
  isNumber?: boolean;
}

/** A table that scrolls within itself where it is wider than the page. */
export function DataTable(props: {
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly ComponentChildren[])[];
  /** Whether it scrolls within itself where it is long. */
  isLong?: boolean;
}) {
  return (
    <div class={`table ${props.isLong ? 'long' : ''}`} role="region" aria-label={props.caption} tabindex={0}>
      <table>
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.title} scope="col" class={column.isNumber ? 'number' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, at) =>
                at === 0 ? (
                  <th scope="row" class={props.columns[0]?.isNumber ? 'number' : undefined}>
                    {cell}
                  </th>
                ) : (
                  <td class={props.columns[at]?.isNumber ? 'number' : undefined}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
