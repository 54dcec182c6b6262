import { useEffect, useState } from 'preact/hooks';

/** The path base that the server is reached by; a proxy may set one. */
export const base = document.documentElement.dataset['base'] ?? '';

/** Whether the server shows browsers a GraphQL editor. */
export const hasIde = document.documentElement.dataset['ide'] === 'true';

export interface Place {
  path: string;
  query: URLSearchParams;
}

const listeners = new Set<() => void>();

export function here(): Place {
  return { path: location.pathname.slice(base.length) || '/', query: new URLSearchParams(location.search) };
}

/** The address of a view. The country stays as it is unless given. */
export function href(path: string, values: Record<string, string | number | null | undefined> = {}): string {
  const query = new URLSearchParams();
  const country = here().query.get('country');
  if (country) query.set('country', country);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, String(value));
  }
  return `${base}${path}${query.size ? `?${query}` : ''}`;
}

/** The address of this view with other values. */
export function hereWith(values: Record<string, string | number | null | undefined>): string {
  const { path, query } = here();
  return href(path, { ...Object.fromEntries(query), ...values });
}

export function nameHref(name: string): string {
  return href(`/name/${encodeURIComponent(name)}`);
}

export function go(address: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  for (const listener of listeners) listener();
}

/** Changes values of this view's address, without a new entry in the history. */
export function change(values: Record<string, string | number | null | undefined>): void {
  go(hereWith(values), { replace: true });
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const update = () => setPlace(here());
    listeners.add(update);
    addEventListener('popstate', update);
    return () => {
      listeners.delete(update);
      removeEventListener('popstate', update);
    };
  }, []);
  return place;
}

const views = /^\/($|name\/|compare$|year(\/|$)|changes$|unisex$|data$|console(\/|$))/;

export const isConsole = (path: string) => /^\/console(\/|$)/.test(path);

/** Follows links between views without loading a page. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a');
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    // Within a chart the address of a link is an SVG value.
    const address = new URL(link.getAttribute('href') ?? '', location.href);
    if (link.hasAttribute('download') || link.getAttribute('target') || address.origin !== location.origin) return;
    if (address.hash || !address.pathname.startsWith(base) || !views.test(address.pathname.slice(base.length) || '/')) return;
    // The other application is loaded as a page.
    if (isConsole(address.pathname.slice(base.length)) !== isConsole(here().path)) return;
    event.preventDefault();
    const isOtherView = address.pathname !== location.pathname;
    go(address.pathname + address.search);
    if (isOtherView) scrollTo(0, 0);
  });
}
