import { useState } from 'preact/hooks';
import { count } from '../format';
import { ConsoleJobsDocument, ConsoleQueueDocument, type JobStatus } from '../gql/graphql';
import { Select } from '../parts/Choice';
import { replaceQuery, useRoute } from '../route';
import { useConsole, useLiveQuery } from './ConsoleContext';
import { Fact } from './Fact';
import { JobList } from './JobList';
import { Page } from './Page';

const statuses = [
  ['', 'all'],
  ['QUEUED', 'queued'],
  ['RUNNING', 'running'],
  ['COMPLETED', 'completed'],
  ['FAILED', 'failed'],
] as const;

/** The job queue, its workers and its jobs. */
export function Jobs() {
  const { role } = useConsole();
  const status = useRoute().query.get('status') ?? '';
  const [after, setAfter] = useState<{ status: string; cursor: string } | undefined>();
  const where = status ? { status: { eq: status as JobStatus } } : {};
  const { data, error } = useLiveQuery(ConsoleJobsDocument, { where, after: after?.status === status ? after.cursor : null });
  const queue = useLiveQuery(ConsoleQueueDocument, role === 'admin' ? {} : undefined).data?.jobQueueHealth;
  const page = data?.jobs;
  return (
    <Page title="Jobs" error={error}>
      {queue && (
        <dl class="facts">
          <Fact title="Queued" text={`${count(queue.queued)}, ${count(queue.due)} due`} />
          <Fact title="Running" text={count(queue.running)} />
          <Fact title="Active workers" text={count(queue.workers)} />
          <Fact title="Longest wait" text={queue.oldestDueSeconds === null ? '–' : `${queue.oldestDueSeconds} s`} />
          <Fact title="Average duration" text={queue.averageSeconds === null ? '–' : `${queue.averageSeconds} s`} />
          <Fact
            title="Last 24 hours"
            text={[
              `${count(queue.completedLast24Hours)} completed`,
              `${count(queue.failedLast24Hours)} failed`,
              `${count(queue.cancelledLast24Hours)} cancelled`,
            ].join(', ')}
          />
          {queue.expiredLeases > 0 && (
            <Fact title="Jobs of lost workers" text={`${count(queue.expiredLeases)}, waiting for another worker`} />
          )}
        </dl>
      )}
      <div class="controls">
        <Select label="Status" value={status} options={statuses} onChange={(value) => replaceQuery({ status: value })} />
      </div>
      {page && <JobList jobs={page.nodes ?? []} showsFile />}
      {page?.pageInfo.hasNextPage && (
        <button type="button" onClick={() => setAfter({ status, cursor: page.pageInfo.endCursor! })}>
          Older jobs
        </button>
      )}
    </Page>
  );
}
