import { useState } from 'preact/hooks';
import { ConsoleAuditDocument } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { Page } from './Console';
import { Moment, words } from './format';
import { useFresh } from './live';

/** What admins did. */
export function Audit() {
  const [after, setAfter] = useState<string | null>(null);
  const { data, error } = useFresh(ConsoleAuditDocument, { after });
  const page = data?.adminActions;
  return (
    <Page title="Audit log" error={error}>
      {page && (
        <DataTable
          caption="Actions, the newest first"
          columns={[
            { title: 'When' },
            { title: 'Action' },
            { title: 'On' },
            { title: 'By' },
            { title: 'Key' },
            { title: 'Outcome' },
          ]}
          rows={(page.nodes ?? []).map((action) => [
            <Moment value={action.beganAt} />,
            action.action,
            action.subject ?? '–',
            action.actor,
            action.keyId ?? '–',
            <>
              <span class={`badge ${action.outcome}`}>{words(action.outcome)}</span> {action.errorCode}
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
