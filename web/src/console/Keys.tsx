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
import { Action, ActionForm, Field, mutate, textOf } from './act';
import { Page } from './Console';
import { moment } from './format';
import { useFresh } from './live';

/** What creating and rotating a key return. */
interface Made {
  payload?: { apiKey: { key: string } | null } | undefined;
}

type Key = NonNullable<ConsoleKeysQuery['apiKeys']>[number];

/** Who may use the API. A secret is shown once. */
export function Keys() {
  const { data, error } = useFresh(ConsoleKeysDocument, {});
  const [made, setMade] = useState<string>();
  const keep = (result: Made) => result.payload?.apiKey && setMade(result.payload.apiKey.key);
  const create = async (values: FormData) => {
    const result = await mutate(CreateApiKeyDocument, {
      input: { name: textOf(values, 'name') ?? '', role: values.get('role') as ApiKeyRole, expiresAt: endOf(values) ?? null },
    });
    keep(result);
    return result;
  };
  return (
    <Page title="Keys" error={error}>
      {made && (
        <div class="notice" role="alert">
          <h2>Keep this key now: it is shown once</h2>
          <pre tabindex={0}>{made}</pre>
          <button type="button" onClick={() => setMade(undefined)}>
            I have kept it
          </button>
        </div>
      )}
      {data && (
        <>
          <section>
            <h2>New key</h2>
            <ActionForm label="Create key" mutation="createApiKey" run={create}>
              <Field label="Name" hint="Who or what uses it.">
                <input name="name" required maxLength={100} />
              </Field>
              <Field label="Role">
                <select name="role">
                  <option value="VIEWER">viewer: reads</option>
                  <option value="ADMIN">admin: also uploads and manages</option>
                </select>
              </Field>
              <EndField />
            </ActionForm>
          </section>
          <section>
            <h2>Keys</h2>
            <ul class="rows">
              {(data.apiKeys ?? []).map((key) => (
                <KeyRow key={key.id} apiKey={key} made={keep} />
              ))}
            </ul>
          </section>
        </>
      )}
    </Page>
  );
}

function KeyRow({ apiKey, made }: { apiKey: Key; made: (result: Made) => unknown }) {
  const { keyId, name } = apiKey;
  const isOver = apiKey.revokedAt !== null || (apiKey.expiresAt !== null && new Date(apiKey.expiresAt) <= new Date());
  const why = apiKey.revokedAt ? 'The key is revoked.' : isOver ? 'The key has expired.' : undefined;
  return (
    <li>
      <p>
        <b>{name}</b> <code>bn_{keyId}</code>{' '}
        <span class={`badge ${isOver ? 'FAILED' : 'COMPLETED'}`}>
          {apiKey.revokedAt ? 'revoked' : isOver ? 'expired' : apiKey.role.toLowerCase()}
        </span>
      </p>
      <p class="quiet">
        Created {moment(apiKey.createdAt)}; last used {moment(apiKey.lastUsedAt)};{' '}
        {apiKey.revokedAt
          ? `revoked ${moment(apiKey.revokedAt)}`
          : apiKey.expiresAt
            ? `expires ${moment(apiKey.expiresAt)}`
            : 'does not expire'}
        .
      </p>
      {isOver ? (
        <p class="quiet">{why} Nothing more can be done with it.</p>
      ) : (
        <details>
          <summary>Change {name}</summary>
          <Action
            label={`Revoke ${name}`}
            mutation="revokeApiKey"
            explain="It stops at once, everywhere, for good."
            confirm={`Revoke the key ${name} (bn_${keyId})? Whoever uses it is refused within a second. This cannot be undone.`}
            run={() => mutate(RevokeApiKeyDocument, { input: { keyId } })}
          />
          <Action
            label={`Rotate ${name}`}
            mutation="rotateApiKey"
            explain="Makes a new key of the same name and role. The old one works for 24 hours more."
            confirm={`Rotate the key ${name}? You get a new key; bn_${keyId} ends in 24 hours.`}
            run={async () => {
              const result = await mutate(RotateApiKeyDocument, { input: { keyId } });
              made(result);
              return result;
            }}
          />
          <ActionForm
            label={`Set end of ${name}`}
            mutation="expireApiKey"
            run={(values) => mutate(ExpireApiKeyDocument, { input: { keyId, expiresAt: endOf(values)! } })}
          >
            <EndField required />
          </ActionForm>
        </details>
      )}
    </li>
  );
}

function EndField(props: { required?: boolean }) {
  return (
    <Field
      label="Ends on"
      hint={props.required ? 'At the beginning of the day, UTC.' : 'At the beginning of the day, UTC. Empty: it does not expire.'}
    >
      <input name="expiresAt" type="date" max="9999-12-31" required={props.required} />
    </Field>
  );
}

function endOf(values: FormData): string | undefined {
  const day = textOf(values, 'expiresAt');
  return day && `${day}T00:00:00Z`;
}
