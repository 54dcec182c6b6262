import { useEffect, useState } from 'preact/hooks';

/** The path base of the server, which a proxy may set. */
export const base = document.documentElement.dataset['base'] ?? '';

/** Whether the server has a GraphQL IDE. */
export const hasIde = document.documentElement.dataset['ide'] === 'true';

export interface Route {
  path: string;
  query: URLSearchParams;
}

const listeners = new Set<() => void>();

export function currentRoute(): Route {
  return { path: location.pathname.slice(base.length) || '/', query: new URLSearchParams(location.search) };
}

/** The address of a view. It keeps the selected country unless `values` has another. */
export function href(path: string, values: Record<string, string | number | null | undefined> = {}): string {
  const query = new URLSearchParams();
  const country = currentRoute().query.get('country');
  if (country) query.set('country', country);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, String(value));
  }
  return `${base}${path}${query.size ? `?${query}` : ''}`;
}

/** The address of the current view with changed query values. Null or an empty text removes a value. */
export function hrefWith(values: Record<string, string | number | null | undefined>): string {
  const { path, query } = currentRoute();
  return href(path, { ...Object.fromEntries(query), ...values });
}

export function nameHref(name: string): string {
  return href(`/name/${encodeURIComponent(name)}`);
}

export function navigate(address: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  for (const listener of listeners) listener();
}

/** Changes query values of the current view without a new entry in the history. */
export function replaceQuery(values: Record<string, string | number | null | undefined>): void {
  navigate(hrefWith(values), { replace: true });
}

export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const update = () => setRoute(currentRoute());
    listeners.add(update);
    addEventListener('popstate', update);
    return () => {
      listeners.delete(update);
      removeEventListener('popstate', update);
    };
  }, []);
  return route;
}

/** The paths of the views of both applications. */
const viewPaths = /^\/($|name\/|compare$|year(\/|$)|changes$|unisex$|data$|console(\/|$))/;

export const isConsolePath = (path: string) => /^\/console(\/|$)/.test(path);

/** Opens links between views without loading a page. */
export function handleLinkClicks(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a');
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    // The `href` property of a link in an SVG is an object, so the attribute is read.
    const address = new URL(link.getAttribute('href') ?? '', location.href);
    if (link.hasAttribute('download') || link.getAttribute('target') || address.origin !== location.origin) return;
    if (address.hash || !address.pathname.startsWith(base) || !viewPaths.test(address.pathname.slice(base.length) || '/')) return;
    // The explorer and the console are loaded separately.
    if (isConsolePath(address.pathname.slice(base.length)) !== isConsolePath(currentRoute().path)) return;
    event.preventDefault();
    const isOtherView = address.pathname !== location.pathname;
    navigate(address.pathname + address.search);
    if (isOtherView) scrollTo(0, 0);
  });
}
