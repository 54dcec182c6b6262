import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { RequestError } from '../data/client';
import { useCountry } from '../data/country';
import { replaceQuery, useRoute } from '../route';
import { Choice } from './Choice';
import { type ExportOptions, ExportPanel } from './ExportPanel';
import { ErrorNotice } from './Notices';

export interface ViewProps {
  title: string;
  lead?: ComponentChildren;
  /** The controls of the view. */
  children?: ComponentChildren;
  error?: RequestError | undefined;
  isLoading: boolean;
  /** The text alternative of the chart, which is also its visible caption. Undefined while the figures are loading. */
  summary: string | undefined;
  chart: () => ComponentChildren;
  table: () => ComponentChildren;
  /** Sections below the figures. */
  more?: ComponentChildren;
  exportOptions: Omit<ExportOptions, 'attribution'>;
  /** Replaces chart and table if there are no figures. */
  empty?: ComponentChildren;
  note?: ComponentChildren;
  /** How to read the chart. The table does not show it. */
  chartNote?: ComponentChildren;
}

/** The frame of each view: heading, controls, chart or table, and the export of the figures. */
export function View(props: ViewProps) {
  const country = useCountry();
  const isTable = useRoute().query.get('view') === 'table';
  useEffect(() => {
    document.title = `${props.title} · BabyNames`;
  }, [props.title]);
  return (
    <div class="view">
      <h1 tabindex={-1}>{props.title}</h1>
      {props.lead && <div class="lead">{props.lead}</div>}
      <div class="controls">
        {props.children}
        <Choice
          label="Show as"
          value={isTable ? 'table' : 'chart'}
          options={[
            ['chart', 'Chart'],
            ['table', 'Table'],
          ]}
          onChange={(value) => replaceQuery({ view: value === 'table' ? 'table' : null })}
        />
      </div>
      {props.error ? (
        <ErrorNotice error={props.error} />
      ) : (
        (props.empty ?? (
          <figure class={props.isLoading ? 'loading' : undefined} aria-busy={props.isLoading}>
            <figcaption aria-live="polite">{props.summary ?? ' '}</figcaption>
            {props.summary === undefined ? <div class="placeholder" /> : isTable ? props.table() : props.chart()}
            {props.chartNote && props.summary !== undefined && !isTable && <p class="quiet">{props.chartNote}</p>}
            {props.summary !== undefined && country.coverage && <p class="quiet">These figures cover {country.coverage}.</p>}
            {props.summary !== undefined && country.partial.length > 0 && (
              <p class="quiet">Incomplete figures: {country.partial.join('; ')}.</p>
            )}
            {props.note && props.summary !== undefined && <p class="quiet">{props.note}</p>}
          </figure>
        ))
      )}
      {props.more}
      {/* Appears together with the figures, so that the layout does not shift. */}
      {(props.summary !== undefined || props.error) && (
        <ExportPanel {...props.exportOptions} attribution={country.attributions.join('; ')} />
      )}
    </div>
  );
}
