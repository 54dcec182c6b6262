import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AskError } from '../data/client';
import { useStart } from '../data/start';
import { change, usePlace } from '../route';
import { Choice } from './Choice';
import { Fault } from './Notice';
import { Uses, type UsesProps } from './Uses';

interface Props {
  title: string;
  lead?: ComponentChildren;
  /** Controls. */
  children?: ComponentChildren;
  error?: AskError | undefined;
  isLoading: boolean;
  /** What the chart says, in words: its text alternative, also for eyes. */
  finding: string | undefined;
  chart: () => ComponentChildren;
  table: () => ComponentChildren;
  /** Further sections. */
  more?: ComponentChildren;
  uses: Omit<UsesProps, 'attribution'>;
  /** Instead of chart and table when there is nothing to show. */
  empty?: ComponentChildren;
  note?: ComponentChildren;
  /** How to read the chart; a table needs no such words. */
  chartNote?: ComponentChildren;
}

/** What all views have in common: heading, controls, chart or table, and the figures in other forms. */
export function View(props: Props) {
  const start = useStart();
  const isTable = usePlace().query.get('view') === 'table';
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
          onChange={(value) => change({ view: value === 'table' ? 'table' : null })}
        />
      </div>
      {props.error ? (
        <Fault error={props.error} />
      ) : (
        (props.empty ?? (
          <figure class={props.isLoading ? 'loading' : undefined} aria-busy={props.isLoading}>
            <figcaption aria-live="polite">{props.finding ?? ' '}</figcaption>
            {props.finding === undefined ? <div class="placeholder" /> : isTable ? props.table() : props.chart()}
            {props.chartNote && props.finding !== undefined && !isTable && <p class="quiet">{props.chartNote}</p>}
            {props.finding !== undefined && start.coverage && <p class="quiet">These figures cover {start.coverage}.</p>}
            {props.finding !== undefined && start.partial.length > 0 && (
              <p class="quiet">Partial figures: {start.partial.join('; ')}.</p>
            )}
            {props.note && props.finding !== undefined && <p class="quiet">{props.note}</p>}
          </figure>
        ))
      )}
      {props.more}
      {/* With the figures, so that nothing moves when these come. */}
      {(props.finding !== undefined || props.error) && <Uses {...props.uses} attribution={start.attributions.join('; ')} />}
    </div>
  );
}
