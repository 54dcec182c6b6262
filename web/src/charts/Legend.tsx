import { nameHref } from '../route';
import type { Series } from './series';

/** A sample of each line, its label and its value in one year. It lists all lines for each year, so that the layout does not shift. */
export function Legend(props: { year: number; series: readonly Series[]; texts: readonly string[] }) {
  return (
    <div class="legend">
      <p class="legend-year">{props.year}</p>
      <ul>
        {props.series.map((item, i) => (
          <li key={item.id}>
            <svg class={`line series-${item.style}`} width="26" height="10" aria-hidden="true">
              <path d="M0 5H26" />
            </svg>
            {item.name === item.label ? <a href={nameHref(item.name)}>{item.label}</a> : item.label} <b>{props.texts[i]}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
