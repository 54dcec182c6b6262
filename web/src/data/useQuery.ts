import { useEffect, useState } from 'preact/hooks';
import type { TypedDocumentString } from '../gql/graphql';
import { cached, cacheKey, executeCached, RequestError } from './client';
import { onKeyChange } from './session';

export interface QueryState<T> {
  /** The last response. It stays while the next one is loading, so that the layout does not shift. */
  data: T | undefined;
  error: RequestError | undefined;
  isLoading: boolean;
}

/** Sends a document, and sends it again when its variables or the key change. An outdated request is cancelled.
 * @param variables Undefined while they are not known: no request is sent. */
export function useQuery<T, V>(document: TypedDocumentString<T, V>, variables: V | undefined): QueryState<T> {
  const key = variables === undefined ? undefined : cacheKey(document, variables);
  return useRequest(key, (signal) => executeCached(document, variables!, signal), key === undefined ? undefined : cached<T>(key));
}

/** Sends a request, and sends it again when its key or the API key change.
 * @param key Identifies the request; undefined for no request.
 * @param known The cached response. */
export function useRequest<T>(key: string | undefined, request: (signal: AbortSignal) => Promise<T>, known?: T): QueryState<T> {
  const [result, setResult] = useState<{ key?: string; data?: T; error?: RequestError }>({});
  const [keyChanges, setKeyChanges] = useState(0);
  useEffect(() => onKeyChange(() => setKeyChanges((current) => current + 1)), []);
  useEffect(() => {
    if (key === undefined) return;
    const abort = new AbortController();
    request(abort.signal).then(
      (data) => abort.signal.aborted || setResult({ key, data }),
      (error: unknown) =>
        abort.signal.aborted ||
        setResult({ key, error: error instanceof RequestError ? error : new RequestError('EXPLORER', String(error), 0) }),
    );
    return () => abort.abort();
  }, [key, keyChanges]);
  if (known !== undefined) return { data: known, error: undefined, isLoading: false };
  return {
    data: result.data,
    error: result.key === key ? result.error : undefined,
    isLoading: key !== undefined && result.key !== key,
  };
}
