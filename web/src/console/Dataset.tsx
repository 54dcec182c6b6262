import { count } from '../format';
import { CancelDatasetDocument, ConsoleDatasetDocument, type ConsoleDatasetQuery, DeleteDatasetDocument } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { base, navigate } from '../route';
import { Action } from './Action';
import { useLiveQuery } from './ConsoleContext';
import { Status } from './Datasets';
import { Fact } from './Fact';
import { formatBytes, formatTime } from './format';
import { JobList } from './JobList';
import { sendMutation } from './mutation';
import { Page } from './Page';
import { Reprocess } from './Reprocess';

type DatasetDetails = NonNullable<ConsoleDatasetQuery['dataset']>;

/** One file: its status, errors, slices and jobs, and the actions on it. */
export function Dataset({ id }: { id: string }) {
  const { data, error } = useLiveQuery(ConsoleDatasetDocument, { id });
  const dataset = data?.dataset;
  if (!data || !dataset)
    return (
      <Page title="File" error={error}>
        {data && (
          <div class="notice">
            <p>
              This file does not exist or is deleted. See the <a href={`${base}/console`}>list of files</a>.
            </p>
          </div>
        )}
      </Page>
    );
  const jobs = data.jobs?.nodes ?? [];
  const running = jobs.find((job) => job.status === 'RUNNING' || job.status === 'QUEUED');
  const isServedByOther = /BN209/.test(dataset.errorMessage ?? '');
  return (
    <Page title={dataset.filename} error={error}>
      <p class="lead">
        <Status dataset={dataset} />
      </p>
      {running && <Progress job={running} />}
      {dataset.errorMessage && (
        <div class="notice error" role="alert">
          <p>
            <b>{dataset.errorMessage}</b>
          </p>
          {isServedByOther && <p>To replace the figures that are served now, reprocess the file with “Take over” below.</p>}
        </div>
      )}
      <Facts dataset={dataset} />
      <section>
        <h2>Actions</h2>
        <Action
          label="Cancel job"
          mutation="cancelDataset"
          disabledReason={running ? undefined : 'No job of this file is queued or running.'}
          description="Stops the job. The statistics do not change."
          run={() => sendMutation(CancelDatasetDocument, { input: { datasetId: id } })}
        />
        <Action
          label="Delete"
          mutation="deleteDataset"
          description="Removes its rows from the statistics. You can restore the file until it is purged."
          confirm={
            `Delete ${dataset.filename}? Its ${count(dataset.rowCount ?? 0)} rows are removed from the statistics. ` +
            'An older file with the same years serves them again. You can restore the file under “Files”.'
          }
          run={async () => {
            const result = await sendMutation(DeleteDatasetDocument, { input: { datasetId: id } });
            if (result.problems.length === 0) navigate(`${base}/console`);
            return result;
          }}
        />
      </section>
      <Reprocess
        id={id}
        country={dataset.country.code}
        sources={data.sources ?? []}
        isBusy={running !== undefined}
        suggestTakeOver={isServedByOther}
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
        ? `Next attempt at ${formatTime(job.nextRetryAt)}`
        : 'Waiting for a worker'
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

function Facts({ dataset }: { dataset: DatasetDetails }) {
  const facts: [string, preact.ComponentChildren][] = [
    [
      'Country',
      dataset.area && dataset.area !== dataset.country.code ? `${dataset.country.name} (${dataset.area})` : dataset.country.name,
    ],
    ['Source', dataset.parserType],
    ['Publisher', dataset.publisher ?? '–'],
    ['Rows', dataset.rowCount === null ? '–' : count(dataset.rowCount)],
    ['Size', formatBytes(dataset.fileSize)],
    ['Uploaded', `${formatTime(dataset.uploadedAt)}${dataset.uploadedBy ? ` by ${dataset.uploadedBy}` : ''}`],
    ['Processed', formatTime(dataset.processedAt)],
    ['Licence', dataset.licence ?? '–'],
    ['Attribution', dataset.attribution ?? '–'],
    ['SHA-256', <code class="long">{dataset.sha256}</code>],
  ];
  return (
    <dl class="facts">
      {facts.map(([title, text]) => (
        <Fact key={title} title={title} text={text} />
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
            : `${lines.length} in this file`
        }
        columns={[{ title: 'Code' }, { title: 'Location' }, { title: 'Message' }]}
        rows={lines.map((line) => [
          line.code ?? '–',
          [line.file, line.line && `line ${line.line}`, line.column && `column ${line.column}`].filter(Boolean).join(', ') || '–',
          [line.reason, line.text && `“${line.text}”`].filter(Boolean).join(' ') || '–',
        ])}
      />
    </section>
  );
}

/** The years and sexes of the file, and whether this file serves them. */
function Slices({ data }: { data: ConsoleDatasetQuery }) {
  const slices = data.datasetSlices?.nodes ?? [];
  const served = slices.filter((slice) => slice.isServed);
  return slices.length === 0 ? null : (
    <section>
      <h2>Years and sexes</h2>
      <DataTable
        caption={`${count(served.length)} of ${count(data.datasetSlices?.totalCount ?? 0)} are served by this file`}
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
            slice.isServed ? 'yes' : 'no, by another file',
          ])}
      />
    </section>
  );
}
