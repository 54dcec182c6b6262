import { useEffect, useRef, useState } from 'preact/hooks';
import { execute, RequestError } from '../data/client';
import { onKeyChange, readKey, setKey } from '../data/session';
import { ConsoleRoleDocument } from '../gql/graphql';
import { ErrorNotice } from '../parts/Notices';
import { base, useRoute } from '../route';
import { Audit } from './Audit';
import { ConsoleProvider, type Role, useConsole } from './ConsoleContext';
import { Countries } from './Countries';
import { Database } from './Database';
import { Dataset } from './Dataset';
import { Datasets } from './Datasets';
import { Jobs } from './Jobs';
import { Keys } from './Keys';
import { Page } from './Page';
import { Sources } from './Sources';
import { Upload } from './Upload';

const sections = [
  ['', 'Files'],
  ['upload', 'Upload'],
  ['jobs', 'Jobs'],
  ['keys', 'Keys'],
  ['audit', 'Audit log'],
  ['database', 'Database'],
  ['countries', 'Countries'],
  ['sources', 'Sources'],
] as const;

/** The console for operators of the server. */
export function Console() {
  const { path } = useRoute();
  const [, , section = '', argument = ''] = path.split('/');
  const { key, role, error, check } = useRole();
  useFocusOnNewScreen(`${role ?? ''} ${path}`);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => (event.preventDefault(), document.querySelector<HTMLElement>('main')?.focus())}
      >
        Skip to content
      </a>
      <header>
        <a class="brand" href={`${base}/`}>
          BabyNames
        </a>
        <nav aria-label="Console">
          {sections.map(([name, title]) => (
            <a
              key={name}
              href={`${base}/console${name && `/${name}`}`}
              aria-current={(section || 'files') === (name || 'files') ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        {key && (
          <button type="button" onClick={() => setKey('')}>
            Sign out
          </button>
        )}
      </header>
      <main tabindex={-1} id="main">
        {!key || error?.needsKey ? (
          <SignIn isRefused={error?.needsKey === true} />
        ) : error ? (
          <Page title="Console">
            <ErrorNotice error={error} />
            <p>
              <button type="button" onClick={check}>
                Try again
              </button>
            </p>
          </Page>
        ) : role ? (
          <ConsoleProvider key={key} role={role} checkKey={check}>
            <StatusLine />
            <Screen section={section} argument={argument} />
          </ConsoleProvider>
        ) : (
          <Page title="Console">
            <div class="placeholder" />
          </Page>
        )}
      </main>
    </>
  );
}

function Screen({ section, argument }: { section: string; argument: string }) {
  if (section === 'upload') return <Upload />;
  if (section === 'jobs') return <Jobs />;
  if (section === 'keys') return <Keys />;
  if (section === 'audit') return <Audit />;
  if (section === 'database') return <Database />;
  if (section === 'countries') return <Countries />;
  if (section === 'sources') return <Sources />;
  return section === 'files' && argument ? <Dataset id={argument} /> : <Datasets />;
}

/** The role of the key of this tab. It is requested again when the key changes. */
function useRole() {
  const [key, setCurrentKey] = useState(readKey());
  const [checkCount, setCheckCount] = useState(0);
  const [state, setState] = useState<{ key?: string; role?: Role; error?: RequestError }>({});
  useEffect(() => onKeyChange(() => setCurrentKey(readKey())), []);
  useEffect(() => {
    if (!key) return;
    const abort = new AbortController();
    execute(ConsoleRoleDocument, {}, abort.signal).then(
      () => setState({ key, role: 'admin' }),
      (error: RequestError) =>
        abort.signal.aborted || setState(error.code === 'AUTH_NOT_AUTHORIZED' ? { key, role: 'viewer' } : { key, error }),
    );
    return () => abort.abort();
  }, [key, checkCount]);
  const isKnown = state.key === key;
  return {
    key,
    role: isKnown ? state.role : undefined,
    error: isKnown ? state.error : undefined,
    check: () => setCheckCount((current) => current + 1),
  };
}

/** Moves the focus to the heading after sign-in and when a link opens another screen, so that screen readers announce it. */
function useFocusOnNewScreen(screen: string): void {
  const lastScreen = useRef(screen);
  useEffect(() => {
    if (lastScreen.current === screen) return;
    lastScreen.current = screen;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [screen]);
}

/** The form for the key. */
function SignIn(props: { isRefused: boolean }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setKey(String(new FormData(event.currentTarget as HTMLFormElement).get('key')).trim());
  };
  return (
    <Page title="Console">
      <form class="notice" onSubmit={submit}>
        <h2>{props.isRefused ? 'The key is not valid' : 'Sign in with an API key'}</h2>
        {props.isRefused && (
          <p role="alert">
            The key is unknown, expired or revoked. <span class="code">BN401</span>
          </p>
        )}
        <p>
          <label for="key">Key</label>
          <input
            id="key"
            name="key"
            type="password"
            autocomplete="off"
            required
            spellcheck={false}
            placeholder="bn_..."
            pattern="[!-~]+"
            title="A key has no spaces and only ASCII characters."
          />
          <button type="submit">Sign in</button>
        </p>
        <p class="quiet">
          The first start of the server writes an admin key to a file and prints its path.{' '}
          <code>babynames keys create --name NAME --role admin</code> creates another one. The key is stored in this browser tab
          until you close it, and is sent only to this server.
        </p>
      </form>
    </Page>
  );
}

function StatusLine() {
  const { role, statistics, isConnected } = useConsole();
  return (
    <p class="state quiet" role="status">
      {isConnected
        ? statistics
          ? `Data version of the statistics: ${statistics.dataVersion}.`
          : ' '
        : 'Connection to the server lost. Reconnecting ...'}
      {role === 'viewer' && ' You are signed in with a viewer key. It can read files and jobs but cannot change them.'}
    </p>
  );
}
