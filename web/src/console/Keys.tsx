import { useState } from 'preact/hooks';
import {
  type ApiKeyRole,
  ConsoleKeysDocument,
  type ConsoleKeysQuery,
  CreateApiKeyDocument,
  ExpireApiKeyDocument,
  RevokeApiKeyDocument,
  RotateApiKeyDocument,
} from '../gql/graphql';
import { Action, ActionForm, Field, fieldText } from './Action';
import { useLiveQuery } from './ConsoleContext';
import { formatTime } from './format';
import { sendMutation } from './mutation';
import { Page } from './Page';

/** The result of creating or rotating a key. */
interface NewKeyResult {
  payload?: { apiKey: { key: string } | null } | undefined;
}

type Key = NonNullable<ConsoleKeysQuery['apiKeys']>[number];

/** The API keys. A new key is shown once. */
export function Keys() {
  const { data, error } = useLiveQuery(ConsoleKeysDocument, {});
  const [newKey, setNewKey] = useState<string>();
  const showKey = (result: NewKeyResult) => result.payload?.apiKey && setNewKey(result.payload.apiKey.key);
  const create = async (values: FormData) => {
    const result = await sendMutation(CreateApiKeyDocument, {
      input: {
        name: fieldText(values, 'name') ?? '',
        role: values.get('role') as ApiKeyRole,
        expiresAt: expiryOf(values) ?? null,
      },
    });
    showKey(result);
    return result;
  };
  return (
    <Page title="Keys" error={error}>
      {newKey && (
        <div class="notice" role="alert">
          <h2>Copy this key now. It is shown only once.</h2>
          <pre tabindex={0}>{newKey}</pre>
          <button type="button" onClick={() => setNewKey(undefined)}>
            Done
          </button>
        </div>
      )}
      {data && (
        <>
          <section>
            <h2>New key</h2>
            <ActionForm label="Create key" mutation="createApiKey" run={create}>
              <Field label="Name" hint="The person or program that uses the key.">
                <input name="name" required maxLength={100} />
              </Field>
              <Field label="Role">
                <select name="role">
                  <option value="VIEWER">viewer: can read</option>
                  <option value="MONITOR">monitor: can read metrics and health only</option>
                  <option value="ADMIN">admin: can also upload and manage</option>
                </select>
              </Field>
              <ExpiryField />
            </ActionForm>
          </section>
          <section>
            <h2>Keys</h2>
            <ul class="rows">
              {(data.apiKeys ?? []).map((key) => (
                <KeyRow key={key.id} apiKey={key} onNewKey={showKey} />
              ))}
            </ul>
          </section>
        </>
      )}
    </Page>
  );
}

function KeyRow({ apiKey, onNewKey }: { apiKey: Key; onNewKey: (result: NewKeyResult) => unknown }) {
  const { keyId, name } = apiKey;
  const isEnded = apiKey.revokedAt !== null || (apiKey.expiresAt !== null && new Date(apiKey.expiresAt) <= new Date());
  const endReason = apiKey.revokedAt ? 'The key is revoked.' : isEnded ? 'The key has expired.' : undefined;
  return (
    <li>
      <p>
        <b>{name}</b> <code>bn_{keyId}</code>{' '}
        <span class={`badge ${isEnded ? 'FAILED' : 'COMPLETED'}`}>
          {apiKey.revokedAt ? 'revoked' : isEnded ? 'expired' : apiKey.role.toLowerCase()}
        </span>
      </p>
      <p class="quiet">
        Created {formatTime(apiKey.createdAt)}; last used {formatTime(apiKey.lastUsedAt)};{' '}
        {apiKey.revokedAt
          ? `revoked ${formatTime(apiKey.revokedAt)}`
          : apiKey.expiresAt
            ? `expires ${formatTime(apiKey.expiresAt)}`
            : 'does not expire'}
        .
      </p>
      {isEnded ? (
        <p class="quiet">{endReason}</p>
      ) : (
        <details>
          <summary>Change {name}</summary>
          <Action
            label={`Revoke ${name}`}
            mutation="revokeApiKey"
            description="The key stops working within a second."
            confirm={`Revoke the key ${name} (bn_${keyId})? Clients that use it are refused within a second. You cannot undo this.`}
            run={() => sendMutation(RevokeApiKeyDocument, { input: { keyId } })}
          />
          <Action
            label={`Rotate ${name}`}
            mutation="rotateApiKey"
            description="Creates a new key with the same name and role. The old key works for another 24 hours."
            confirm={`Rotate the key ${name}? You get a new key. bn_${keyId} expires in 24 hours.`}
            run={async () => {
              const result = await sendMutation(RotateApiKeyDocument, { input: { keyId } });
              onNewKey(result);
              return result;
            }}
          />
          <ActionForm
            label={`Set expiry of ${name}`}
            mutation="expireApiKey"
            run={(values) => sendMutation(ExpireApiKeyDocument, { input: { keyId, expiresAt: expiryOf(values)! } })}
          >
            <ExpiryField required />
          </ActionForm>
        </details>
      )}
    </li>
  );
}

function ExpiryField(props: { required?: boolean }) {
  return (
    <Field
      label="Expires on"
      hint={props.required ? 'At 00:00 UTC.' : 'At 00:00 UTC. Leave empty for a key that does not expire.'}
    >
      <input name="expiresAt" type="date" max="9999-12-31" required={props.required} />
    </Field>
  );
}

function expiryOf(values: FormData): string | undefined {
  const day = fieldText(values, 'expiresAt');
  return day && `${day}T00:00:00Z`;
}
