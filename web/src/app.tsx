import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RequestError } from './data/client';
import { type CountryData, CountryProvider, useLoadedCountry } from './data/country';
import { onKeyChange, readKey, setKey } from './data/session';
import { Select } from './parts/Choice';
import { ErrorNotice, NoData } from './parts/Notices';
import { base, hasIde, href, hrefWith, navigate, type Route, useRoute } from './route';
import { Changes } from './screens/Changes';
import { Compare } from './screens/Compare';
import { Home } from './screens/Home';
import { LoadedData } from './screens/LoadedData';
import { NameScreen } from './screens/NameScreen';
import { Unisex } from './screens/Unisex';
import { Year } from './screens/Year';

const sections = [
  ['/', 'Explore'],
  ['/compare', 'Compare'],
  ['/year', 'Years'],
  ['/changes', 'Rising and falling'],
  ['/unisex', 'Girls and boys'],
  ['/data', 'Data'],
] as const;

export function App() {
  const route = useRoute();
  const { country, error, isLoading } = useLoadedCountry(route.query.get('country')?.toUpperCase() ?? null);
  useFocusOnNewView(route.path);
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
        <a class="brand" href={href('/')}>
          BabyNames
        </a>
        <nav aria-label="Views">
          {sections.map(([path, title]) => (
            <a key={path} href={href(path)} aria-current={isAt(route.path, path) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        {country && country.countries.length > 0 && (
          <Select
            label="Country"
            value={country.code}
            options={[...country.countries]
              .sort((a, b) => a.name.localeCompare(b.name))
              .map(({ code, name }) => [code, name] as const)}
            onChange={(code) => navigate(hrefWith({ country: code }))}
          />
        )}
      </header>
      <main tabindex={-1} id="main">
        <Content path={route.path} country={country} error={error} isLoading={isLoading} />
      </main>
      <Footer attributions={country?.attributions ?? []} />
    </>
  );
}

function Content(props: { path: string; country: CountryData | undefined; error: RequestError | undefined; isLoading: boolean }) {
  const { country } = props;
  if (props.error)
    return (
      <MessagePage>
        <ErrorNotice error={props.error} />
      </MessagePage>
    );
  if (!country || (country.years.length === 0 && props.isLoading)) return <div class="view" aria-busy="true" />;
  if (country.years.length === 0)
    return (
      <MessagePage>
        <NoData country={country.code} countries={country.countries} />
      </MessagePage>
    );
  return (
    <CountryProvider value={country}>
      <Screen path={props.path} />
    </CountryProvider>
  );
}

function Screen({ path }: Pick<Route, 'path'>) {
  const [, view, argument = ''] = path.split('/');
  if (view === 'name') return <NameScreen name={decode(argument)} />;
  if (view === 'compare') return <Compare />;
  if (view === 'year') return <Year period={argument} />;
  if (view === 'changes') return <Changes />;
  if (view === 'unisex') return <Unisex />;
  return view === 'data' ? <LoadedData /> : <Home />;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function MessagePage(props: { children: ComponentChildren }) {
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
              Sign out
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

/** Moves the focus to the heading when a link opens another view, as loading a page does. */
function useFocusOnNewView(path: string): void {
  const lastPath = useRef(path);
  useEffect(() => {
    if (lastPath.current === path) return;
    lastPath.current = path;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [path]);
}
