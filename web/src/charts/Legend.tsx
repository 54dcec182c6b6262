import { nameHref } from '../route';
import type { Series } from './series';

/** Each line's sample, name and value in one year. All lines are always listed, so that nothing moves when the year changes. */
export function Legend(props: { year: number; series: readonly Series[]; texts: readonly string[] }) {
  return (
    <div class="legend">
      <p class="legend-year">{props.year}</p>
      <ul>
        {props.series.map((one, i) => (
          <li key={one.id}>
            <svg class={`line s${one.style}`} width="26" height="10" aria-hidden="true">
              <path d="M0 5H26" />
            </svg>
            {one.name === one.label ? <a href={nameHref(one.name)}>{one.label}</a> : one.label} <b>{props.texts[i]}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
