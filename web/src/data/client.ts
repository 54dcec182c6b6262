import type { TypedDocumentString } from '../gql/graphql';
import { base } from '../route';
import { onKeyChange, readKey } from './session';

/** An error of the server, or of the way to it, with its code. */
export class AskError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }

  get needsKey(): boolean {
    return this.status === 401;
  }
}

export interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Answers are shown again without a request for this long. */
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

/** Sends one document. The last answers are cached. */
export async function ask<T, V>(document: TypedDocumentString<T, V>, variables: V, signal?: AbortSignal): Promise<T> {
  const key = cacheKey(document, variables);
  const known = cached<T>(key);
  if (known !== undefined) return known;
  const data = await askNow(document, variables, signal);
  cache.delete(key);
  cache.set(key, { at: Date.now(), data });
  if (cache.size > maxEntries) cache.delete(cache.keys().next().value!);
  return data;
}

/** Sends one document, whatever is cached. */
export async function askNow<T, V>(document: TypedDocumentString<T, V>, variables: V, signal?: AbortSignal): Promise<T> {
  const body = JSON.stringify({ query: document.toString(), variables });
  const headers = { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json', ...keyHeader() };
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    body,
    headers,
    credentials: 'omit',
    signal: signal ?? null,
  }).catch((fault) => {
    if (signal?.aborted) throw fault;
    throw new AskError('NO_CONNECTION', 'The server does not answer.', 0);
  });
  return dataOf<T>((await response.json().catch(() => ({}))) as Answer<T>, response.status);
}

/** The header that has the key, if there is one. */
export function keyHeader(): Record<string, string> {
  const key = readKey();
  return key ? { 'X-Api-Key': key } : {};
}

/** @throws AskError The answer has an error, or no data. */
export function dataOf<T>(answer: Answer<T>, status: number): T {
  const [error] = answer.errors ?? [];
  if (error) throw new AskError(error.extensions?.code ?? `HTTP ${status}`, error.message, status);
  if (!answer.data) throw new AskError(`HTTP ${status}`, 'The server sent no data.', status);
  return answer.data;
}
