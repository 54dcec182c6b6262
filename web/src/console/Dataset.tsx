import { count } from '../format';
import { CancelDatasetDocument, ConsoleDatasetDocument, type ConsoleDatasetQuery, DeleteDatasetDocument } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { base, go } from '../route';
import { Action, mutate } from './act';
import { Page } from './Console';
import { Status } from './Datasets';
import { bytes, moment } from './format';
import { JobList } from './JobList';
import { useFresh } from './live';
import { Reprocess } from './Reprocess';

type Found = NonNullable<ConsoleDatasetQuery['dataset']>;

/** One file: what became of it, and what can be done with it. */
export function Dataset({ id }: { id: string }) {
  const { data, error } = useFresh(ConsoleDatasetDocument, { id });
  const dataset = data?.dataset;
  if (!data || !dataset)
    return (
      <Page title="File" error={error}>
        {data && (
          <div class="notice">
            <p>
              There is no such file. It may be deleted: <a href={`${base}/console`}>see the files</a>.
            </p>
          </div>
        )}
      </Page>
    );
  const jobs = data.jobs?.nodes ?? [];
  const running = jobs.find((job) => job.status === 'RUNNING' || job.status === 'QUEUED');
  const serving = /BN209/.test(dataset.errorMessage ?? '');
  return (
    <Page title={dataset.filename} error={error}>
      <p class="lead">
        <Status dataset={dataset} />
      </p>
      {running && <Progress job={running} />}
      {dataset.errorMessage && (
        <div class="notice fault" role="alert">
          <p>
            <b>{dataset.errorMessage}</b>
          </p>
          {serving && <p>Read it again with “Take over” below, if it is to replace what is served now.</p>}
        </div>
      )}
      <Facts dataset={dataset} />
      <section>
        <h2>What can be done</h2>
        <Action
          label="Cancel"
          mutation="cancelDataset"
          why={running ? undefined : 'No job of this file waits or runs.'}
          explain="Ends the job. Figures stay as they were before it."
          run={() => mutate(CancelDatasetDocument, { input: { datasetId: id } })}
        />
        <Action
          label="Delete"
          mutation="deleteDataset"
          explain="Takes its rows out of the statistics. It can be restored until it is purged."
          confirm={`Delete ${dataset.filename}? Its ${count(dataset.rowCount ?? 0)} rows leave the statistics, and an older file that has the same years serves them again. You can restore it under “Files”.`}
          run={async () => {
            const result = await mutate(DeleteDatasetDocument, { input: { datasetId: id } });
            if (result.problems.length === 0) go(`${base}/console`);
            return result;
          }}
        />
      </section>
      <Reprocess
        id={id}
        country={dataset.country.code}
        sources={data.sources ?? []}
        isBusy={running !== undefined}
        suggestsTakeOver={serving}
      />
      <Lines title="Errors" lines={dataset.errors} total={dataset.errorCount} />
      <Lines title="Warnings" lines={dataset.warnings} />
      <Slices data={data} />
      <section>
        <h2>Jobs</h2>
        <JobList jobs={jobs} />
      </section>
    </Page>
  );
}

function Progress({ job }: { job: NonNullable<NonNullable<ConsoleDatasetQuery['jobs']>['nodes']>[number] }) {
  const text =
    job.status === 'QUEUED'
      ? job.nextRetryAt
        ? `Waits for its next attempt at ${moment(job.nextRetryAt)}`
        : 'Waits for a worker'
      : `${job.progressPhase === 'MERGING' ? 'Storing' : 'Reading'}: ${count(job.rowsDone ?? 0)} rows`;
  return (
    <p role="status">
      <progress
        aria-label="Rows read"
        {...(job.rowsExpected && job.rowsDone !== null ? { max: job.rowsExpected, value: job.rowsDone } : {})}
      />{' '}
      {text}
    </p>
  );
}

function Facts({ dataset }: { dataset: Found }) {
  const facts: [string, preact.ComponentChildren][] = [
    [
      'Country',
      dataset.area && dataset.area !== dataset.country.code ? `${dataset.country.name} (${dataset.area})` : dataset.country.name,
    ],
    ['Source', dataset.parserType],
    ['Publisher', dataset.publisher ?? '–'],
    ['Rows', dataset.rowCount === null ? '–' : count(dataset.rowCount)],
    ['Size', bytes(dataset.fileSize)],
    ['Uploaded', `${moment(dataset.uploadedAt)}${dataset.uploadedBy ? ` by ${dataset.uploadedBy}` : ''}`],
    ['Read', moment(dataset.processedAt)],
    ['Licence', dataset.licence ?? '–'],
    ['Attribution', dataset.attribution ?? '–'],
    ['SHA-256', <code class="long">{dataset.sha256}</code>],
  ];
  return (
    <dl class="facts">
      {facts.map(([title, text]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Line {
  code?: string;
  reason?: string;
  file?: string;
  line?: number;
  column?: string | number;
  text?: string;
}

/** Errors or warnings of the file, by line. */
function Lines(props: { title: string; lines: unknown; total?: number }) {
  const lines = Array.isArray(props.lines) ? (props.lines as Line[]) : [];
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{props.title}</h2>
      <DataTable
        caption={
          props.total && props.total > lines.length
            ? `The first ${lines.length} of ${count(props.total)}`
            : `${lines.length} of the file`
        }
        columns={[{ title: 'Code' }, { title: 'Where' }, { title: 'What' }]}
        rows={lines.map((line) => [
          line.code ?? '–',
          [line.file, line.line && `line ${line.line}`, line.column && `column ${line.column}`].filter(Boolean).join(', ') || '–',
          [line.reason, line.text && `“${line.text}”`].filter(Boolean).join(' ') || '–',
        ])}
      />
    </section>
  );
}

/** Years and sexes of the file, and whether it serves them. */
function Slices({ data }: { data: ConsoleDatasetQuery }) {
  const slices = data.datasetSlices?.nodes ?? [];
  return slices.length === 0 ? null : (
    <section>
      <h2>Years and sexes</h2>
      <DataTable
        caption={`${count(slices.filter((slice) => slice.isServed).length)} of ${count(data.datasetSlices?.totalCount ?? 0)} are served by this file`}
        columns={[
          { title: 'Year', isNumber: true },
          { title: 'Sex' },
          { title: 'Area' },
          { title: 'Rows', isNumber: true },
          { title: 'Births', isNumber: true },
          { title: 'Served' },
        ]}
        rows={[...slices]
          .sort((a, b) => b.year - a.year)
          .map((slice) => [
            slice.year,
            slice.gender,
            slice.area,
            count(slice.rowCount),
            count(slice.count),
            slice.isServed ? 'yes' : 'by another file',
          ])}
      />
    </section>
  );
}
