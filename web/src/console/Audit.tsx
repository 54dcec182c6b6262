import { useState } from 'preact/hooks';
import { ConsoleAuditDocument } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { useLiveQuery } from './ConsoleContext';
import { enumWords, Time } from './format';
import { Page } from './Page';

/** The actions of admins. */
export function Audit() {
  const [after, setAfter] = useState<string | null>(null);
  const { data, error } = useLiveQuery(ConsoleAuditDocument, { after });
  const page = data?.adminActions;
  return (
    <Page title="Audit log" error={error}>
      {page && (
        <DataTable
          caption="Actions, the newest first"
          columns={[
            { title: 'Time' },
            { title: 'Action' },
            { title: 'Subject' },
            { title: 'Actor' },
            { title: 'Key' },
            { title: 'Outcome' },
          ]}
          rows={(page.nodes ?? []).map((action) => [
            <Time value={action.beganAt} />,
            action.action,
            action.subject ?? '–',
            action.actor,
            action.keyId ?? '–',
            <>
              <span class={`badge ${action.outcome}`}>{enumWords(action.outcome)}</span> {action.errorCode}
            </>,
          ])}
        />
      )}
      {page?.pageInfo.hasNextPage && (
        <button type="button" onClick={() => setAfter(page.pageInfo.endCursor)}>
          Older actions
        </button>
      )}
      {after !== null && (
        <button type="button" onClick={() => setAfter(null)}>
          Newest actions
        </button>
      )}
    </Page>
  );
}
