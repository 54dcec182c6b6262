import type { TypedDocumentString } from '../gql/graphql';
import { base } from '../route';
import { onKeyChange, readKey } from './session';

/** An error that the server returned, or that the connection caused. */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }

  /** Whether the server requires a key, or refused the key of this tab. */
  get needsKey(): boolean {
    return this.status === 401;
  }
}

export interface GraphQLResponse<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** The lifetime of a cached response, in milliseconds. */
const maxAge = 60_000;
const maxEntries = 200;
const cache = new Map<string, { at: number; data: unknown }>();
onKeyChange(() => cache.clear());

export function cacheKey(document: { toString(): string }, variables: unknown): string {
  return `${document.toString()}\n${JSON.stringify(variables)}`;
}

export function cached<T>(key: string): T | undefined {
  const entry = cache.get(key);
  return entry && Date.now() - entry.at < maxAge ? (entry.data as T) : undefined;
}

/** Returns the cached response to a document, or sends the document.
 * @throws RequestError */
export async function executeCached<T, V>(document: TypedDocumentString<T, V>, variables: V, signal?: AbortSignal): Promise<T> {
  const key = cacheKey(document, variables);
  const known = cached<T>(key);
  if (known !== undefined) return known;
  const data = await execute(document, variables, signal);
  cache.delete(key);
  cache.set(key, { at: Date.now(), data });
  if (cache.size > maxEntries) cache.delete(cache.keys().next().value!);
  return data;
}

/** Sends a document without use of the cache.
 * @throws RequestError */
export async function execute<T, V>(document: TypedDocumentString<T, V>, variables: V, signal?: AbortSignal): Promise<T> {
  const body = JSON.stringify({ query: document.toString(), variables });
  const headers = { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json', ...keyHeader() };
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    body,
    headers,
    credentials: 'omit',
    signal: signal ?? null,
  }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new RequestError('NO_CONNECTION', 'The server does not respond.', 0);
  });
  return dataOf<T>((await response.json().catch(() => ({}))) as GraphQLResponse<T>, response.status);
}

/** The header with the key of this tab, if there is one. */
export function keyHeader(): Record<string, string> {
  const key = readKey();
  return key ? { 'X-Api-Key': key } : {};
}

/** @throws RequestError The response has an error or no data. */
export function dataOf<T>(response: GraphQLResponse<T>, status: number): T {
  const [error] = response.errors ?? [];
  if (error) throw new RequestError(error.extensions?.code ?? `HTTP ${status}`, error.message, status);
  if (!response.data) throw new RequestError(`HTTP ${status}`, 'The server sent no data.', status);
  return response.data;
}
