import { count } from '../format';
import type { JobRowFragment } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { base } from '../route';
import { enumWords, formatDuration, Time } from './format';

/** A table of jobs with their times and last errors. */
export function JobList(props: { jobs: readonly JobRowFragment[]; showsFile?: boolean }) {
  if (props.jobs.length === 0) return <p class="quiet">No jobs.</p>;
  return (
    <DataTable
      caption="Jobs, the newest first"
      columns={[
        ...(props.showsFile ? [{ title: 'File' }] : []),
        { title: 'Job' },
        { title: 'Status' },
        { title: 'Attempts', isNumber: true },
        { title: 'Rows', isNumber: true },
        { title: 'Queued' },
        { title: 'Wait', isNumber: true },
        { title: 'Duration', isNumber: true },
        { title: 'Next attempt' },
        { title: 'Last error' },
      ]}
      rows={props.jobs.map((job) => [
        ...(props.showsFile
          ? [
              job.dataset ? (
                <a class="file" href={`${base}/console/files/${job.dataset.id}`}>
                  {job.dataset.filename}
                </a>
              ) : (
                'deleted file'
              ),
            ]
          : []),
        enumWords(job.type),
        <span class={`badge ${job.status}`}>{enumWords(job.status)}</span>,
        `${job.attempts} of ${job.maxAttempts}`,
        job.rowsDone === null
          ? '–'
          : job.rowsExpected && job.status === 'RUNNING'
            ? `${count(job.rowsDone)} of ${count(job.rowsExpected)}`
            : count(job.rowsDone),
        <Time value={job.createdAt} />,
        job.startedAt ? formatDuration(job.createdAt, job.startedAt) : '–',
        formatDuration(job.startedAt, job.completedAt),
        job.status === 'QUEUED' ? <Time value={job.nextRetryAt} /> : '–',
        <>
          {job.lastError ?? '–'}
          {reasonOf(job.payload) && <span class="quiet"> Reason: {reasonOf(job.payload)}</span>}
        </>,
      ])}
    />
  );
}

function reasonOf(payload: unknown): string | undefined {
  return typeof payload === 'object' && payload !== null && 'reason' in payload ? String(payload.reason) : undefined;
}
