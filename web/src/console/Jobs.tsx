import { useState } from 'preact/hooks';
import { count } from '../format';
import { ConsoleJobsDocument, ConsoleQueueDocument, type JobStatus } from '../gql/graphql';
import { Select } from '../parts/Choice';
import { change, usePlace } from '../route';
import { Page } from './Console';
import { JobList } from './JobList';
import { useFresh, useLive } from './live';

const statuses = [
  ['', 'all'],
  ['QUEUED', 'queued'],
  ['RUNNING', 'running'],
  ['COMPLETED', 'completed'],
  ['FAILED', 'failed'],
] as const;

/** The queue, its workers and its jobs. */
export function Jobs() {
  const { role } = useLive();
  const status = usePlace().query.get('status') ?? '';
  const [after, setAfter] = useState<{ status: string; cursor: string } | undefined>();
  const where = status ? { status: { eq: status as JobStatus } } : {};
  const { data, error } = useFresh(ConsoleJobsDocument, { where, after: after?.status === status ? after.cursor : null });
  const queue = useFresh(ConsoleQueueDocument, role === 'admin' ? {} : undefined).data?.jobQueueHealth;
  const page = data?.jobs;
  return (
    <Page title="Jobs" error={error}>
      {queue && (
        <dl class="facts">
          <Fact title="Waiting" text={`${count(queue.queued)}, ${count(queue.due)} due`} />
          <Fact title="Running" text={count(queue.running)} />
          <Fact title="Workers at work" text={count(queue.workers)} />
          <Fact title="Longest wait" text={queue.oldestDueSeconds === null ? '–' : `${queue.oldestDueSeconds} s`} />
          <Fact title="Average time" text={queue.averageSeconds === null ? '–' : `${queue.averageSeconds} s`} />
          <Fact
            title="In 24 hours"
            text={`${count(queue.completedLast24Hours)} completed, ${count(queue.failedLast24Hours)} failed, ${count(queue.cancelledLast24Hours)} cancelled`}
          />
          {queue.expiredLeases > 0 && (
            <Fact title="Workers lost" text={`${count(queue.expiredLeases)} jobs wait for another worker`} />
          )}
        </dl>
      )}
      <div class="controls">
        <Select label="Status" value={status} options={statuses} onChange={(value) => change({ status: value })} />
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

export function Fact(props: { title: string; text: string }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>{props.text}</dd>
    </div>
  );
}
