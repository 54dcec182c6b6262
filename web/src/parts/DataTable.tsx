import type { ComponentChildren } from 'preact';

export interface Column {
  title: string;
  isNumber?: boolean;
}

/** A table that scrolls horizontally if it is wider than the page. The first column has the row headings. */
export function DataTable(props: {
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly ComponentChildren[])[];
  /** Whether a long table scrolls vertically. */
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
          {props.rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              {row.map((cell, column) =>
                column === 0 ? (
                  <th scope="row" class={props.columns[0]?.isNumber ? 'number' : undefined}>
                    {cell}
                  </th>
                ) : (
                  <td class={props.columns[column]?.isNumber ? 'number' : undefined}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
