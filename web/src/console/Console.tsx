import { useEffect, useRef, useState } from 'preact/hooks';
import { AskError, askNow } from '../data/client';
import { onKeyChange, readKey, setKey } from '../data/session';
import { ConsoleRoleDocument } from '../gql/graphql';
import { Fault } from '../parts/Notice';
import { base, usePlace } from '../route';
import { Audit } from './Audit';
import { Countries } from './Countries';
import { Database } from './Database';
import { Dataset } from './Dataset';
import { Datasets } from './Datasets';
import { Jobs } from './Jobs';
import { Keys } from './Keys';
import { LiveProvider, type Role, useLive } from './live';
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

/** What those who run the server see. */
export function Console() {
  const { path } = usePlace();
  const [, , section = '', rest = ''] = path.split('/');
  const { key, role, error, check } = useRole();
  useFocusOnNewScreen(`${role ?? ''} ${path}`);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => (event.preventDefault(), document.querySelector<HTMLElement>('main')?.focus())}
      >
        Skip to the content
      </a>
      <header>
        <a class="mark" href={`${base}/`}>
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
            Forget the key
          </button>
        )}
      </header>
      <main tabindex={-1} id="main">
        {!key || error?.needsKey ? (
          <Gate isRefused={error?.needsKey === true} />
        ) : error ? (
          <Page title="Console">
            <Fault error={error} />
            <p>
              <button type="button" onClick={check}>
                Try again
              </button>
            </p>
          </Page>
        ) : role ? (
          <LiveProvider key={key} role={role} check={check}>
            <State />
            <Screen section={section} rest={rest} />
          </LiveProvider>
        ) : (
          <Page title="Console">
            <div class="placeholder" />
          </Page>
        )}
      </main>
    </>
  );
}

function Screen({ section, rest }: { section: string; rest: string }) {
  if (section === 'upload') return <Upload />;
  if (section === 'jobs') return <Jobs />;
  if (section === 'keys') return <Keys />;
  if (section === 'audit') return <Audit />;
  if (section === 'database') return <Database />;
  if (section === 'countries') return <Countries />;
  if (section === 'sources') return <Sources />;
  return section === 'files' && rest ? <Dataset id={rest} /> : <Datasets />;
}

/** What the key of this tab may do; asked again when the key changes. */
function useRole() {
  const [key, setCurrent] = useState(readKey());
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ key?: string; role?: Role; error?: AskError }>({});
  useEffect(() => onKeyChange(() => setCurrent(readKey())), []);
  useEffect(() => {
    if (!key) return;
    const abort = new AbortController();
    askNow(ConsoleRoleDocument, {}, abort.signal).then(
      () => setState({ key, role: 'admin' }),
      (error: AskError) =>
        abort.signal.aborted || setState(error.code === 'AUTH_NOT_AUTHORIZED' ? { key, role: 'viewer' } : { key, error }),
    );
    return () => abort.abort();
  }, [key, round]);
  const isKnown = state.key === key;
  return {
    key,
    role: isKnown ? state.role : undefined,
    error: isKnown ? state.error : undefined,
    check: () => setRound((current) => current + 1),
  };
}

/** After signing in, and after a link to another screen, the focus is on the heading, as after loading a page. */
function useFocusOnNewScreen(screen: string): void {
  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [screen]);
}

/** Asks for a key. */
function Gate(props: { isRefused: boolean }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setKey(String(new FormData(event.currentTarget as HTMLFormElement).get('key')).trim());
  };
  return (
    <Page title="Console">
      <form class="notice" onSubmit={submit}>
        <h2>{props.isRefused ? 'The key is not valid' : 'The console needs an admin key'}</h2>
        {props.isRefused && (
          <p role="alert">
            It is mistyped, expired, revoked or unknown. <span class="code">BN401</span>
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
            title="A key has letters, digits and underscores."
          />
          <button type="submit">Use this key</button>
        </p>
        <p class="quiet">
          The first start prints an admin key; <code>babynames keys create --name NAME --role admin</code> makes another one. The
          key stays in this tab until you close it, and is sent to this server alone.
        </p>
      </form>
    </Page>
  );
}

function State() {
  const { role, statistics, isConnected } = useLive();
  return (
    <p class="state quiet" role="status">
      {isConnected
        ? statistics
          ? `Statistics are at data version ${statistics.dataVersion}.`
          : ' '
        : 'The connection to the server is lost. Trying again.'}
      {role === 'viewer' && ' This key is a viewer’s: it may look at files and jobs, and change nothing.'}
    </p>
  );
}

/** Heading and content of a screen. */
export function Page(props: { title: string; error?: AskError | undefined; children?: preact.ComponentChildren }) {
  useEffect(() => {
    document.title = `${props.title} · BabyNames console`;
  }, [props.title]);
  const needsAdmin = props.error?.code === 'AUTH_NOT_AUTHORIZED';
  return (
    <div class="view">
      <h1 tabindex={-1}>{props.title}</h1>
      {needsAdmin ? (
        <div class="notice">
          <p>An admin key is needed to see this. Forget this key and use an admin’s.</p>
        </div>
      ) : (
        props.error && <Fault error={props.error} />
      )}
      {props.children}
    </div>
  );
}
