import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AskError } from './data/client';
import { type Start, StartProvider, useStartOf } from './data/start';
import { onKeyChange, readKey, setKey } from './data/session';
import { Fault, NoData } from './parts/Notice';
import { base, go, hasIde, href, hereWith, type Place, usePlace } from './route';
import { Changes } from './screens/Changes';
import { Compare } from './screens/Compare';
import { Home } from './screens/Home';
import { Loaded } from './screens/Loaded';
import { NameScreen } from './screens/NameScreen';
import { Unisex } from './screens/Unisex';
import { Year } from './screens/Year';
import { Select } from './parts/Choice';

const sections = [
  ['/', 'Explore'],
  ['/compare', 'Compare'],
  ['/year', 'Years'],
  ['/changes', 'Rising and falling'],
  ['/unisex', 'Girls and boys'],
  ['/data', 'The data'],
] as const;

export function App() {
  const place = usePlace();
  const { start, error, isLoading } = useStartOf(place.query.get('country')?.toUpperCase() ?? null);
  useFocusOnNewView(place.path);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => (event.preventDefault(), document.querySelector<HTMLElement>('main')?.focus())}
      >
        Skip to the figures
      </a>
      <header>
        <a class="mark" href={href('/')}>
          BabyNames
        </a>
        <nav aria-label="Views">
          {sections.map(([path, title]) => (
            <a key={path} href={href(path)} aria-current={isAt(place.path, path) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        {start && start.countries.length > 0 && (
          <Select
            label="Country"
            value={start.country}
            options={[...start.countries]
              .sort((a, b) => a.name.localeCompare(b.name))
              .map((country) => [country.code, country.name] as const)}
            onChange={(country) => go(hereWith({ country }))}
          />
        )}
      </header>
      <main tabindex={-1} id="main">
        <Content path={place.path} start={start} error={error} isLoading={isLoading} />
      </main>
      <Footer attributions={start?.attributions ?? []} />
    </>
  );
}

function Content(props: { path: string; start: Start | undefined; error: AskError | undefined; isLoading: boolean }) {
  const { start } = props;
  if (props.error)
    return (
      <Lone>
        <Fault error={props.error} />
      </Lone>
    );
  if (!start || (start.allYears.length === 0 && props.isLoading)) return <div class="view" aria-busy="true" />;
  if (start.allYears.length === 0)
    return (
      <Lone>
        <NoData country={start.country} countries={start.countries} />
      </Lone>
    );
  return (
    <StartProvider value={start}>
      <Screen path={props.path} />
    </StartProvider>
  );
}

function Screen({ path }: Pick<Place, 'path'>) {
  const [, view, rest = ''] = path.split('/');
  if (view === 'name') return <NameScreen name={decode(rest)} />;
  if (view === 'compare') return <Compare />;
  if (view === 'year') return <Year period={rest} />;
  if (view === 'changes') return <Changes />;
  if (view === 'unisex') return <Unisex />;
  return view === 'data' ? <Loaded /> : <Home />;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function Lone(props: { children: ComponentChildren }) {
  return (
    <div class="view">
      <h1 tabindex={-1}>BabyNames</h1>
      {props.children}
    </div>
  );
}

function Footer(props: { attributions: readonly string[] }) {
  const [hasKey, setHasKey] = useState(readKey() !== '');
  useEffect(() => onKeyChange(() => setHasKey(readKey() !== '')), []);
  return (
    <footer>
      {props.attributions.length > 0 && <p>Source: {props.attributions.join('; ')}.</p>}
      <p>
        <a href={`${base}/graphql${hasIde ? '' : '?sdl'}`}>GraphQL</a> · <a href={`${base}/odata`}>OData</a> ·{' '}
        <a href={`${base}/odata/connect`}>Excel, Power BI, Tableau</a> · <a href={href('/data')}>Sources and licences</a> ·{' '}
        <a href={`${base}/console`}>Console</a>
        {hasKey && (
          <>
            {' · '}
            <button type="button" class="plain" onClick={() => setKey('')}>
              Forget the key
            </button>
          </>
        )}
      </p>
    </footer>
  );
}

function isAt(path: string, section: string): boolean {
  return section === '/' ? path === '/' || path.startsWith('/name/') : path === section || path.startsWith(`${section}/`);
}

/** After a link to another view the focus is on its heading, as after loading a page. */
function useFocusOnNewView(path: string): void {
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [path]);
}
