import { useEffect, useState } from 'preact/hooks';
import type { TypedDocumentString } from '../gql/graphql';
import { ask, AskError, cached, cacheKey } from './client';
import { onKeyChange } from './session';

export interface Asked<T> {
  /** The last answer; while a new one is on its way, the one before, so that nothing jumps. */
  data: T | undefined;
  error: AskError | undefined;
  isLoading: boolean;
}

/** Asks for one document, again when its variables or the key change. A request that is out of date is cancelled.
 * @param variables Undefined while they are not known. */
export function useAsk<T, V>(document: TypedDocumentString<T, V>, variables: V | undefined): Asked<T> {
  const key = variables === undefined ? undefined : cacheKey(document, variables);
  return useAnswer(key, (signal) => ask(document, variables!, signal), key === undefined ? undefined : cached<T>(key));
}

/** @param key Names what is asked for; undefined for nothing.
 * @param known The answer if it needs no request. */
export function useAnswer<T>(key: string | undefined, request: (signal: AbortSignal) => Promise<T>, known?: T): Asked<T> {
  const [answer, setAnswer] = useState<{ key?: string; data?: T; error?: AskError }>({});
  const [round, setRound] = useState(0);
  useEffect(() => onKeyChange(() => setRound((current) => current + 1)), []);
  useEffect(() => {
    if (key === undefined) return;
    const abort = new AbortController();
    request(abort.signal).then(
      (data) => abort.signal.aborted || setAnswer({ key, data }),
      (error: unknown) =>
        abort.signal.aborted ||
        setAnswer({ key, error: error instanceof AskError ? error : new AskError('EXPLORER', String(error), 0) }),
    );
    return () => abort.abort();
  }, [key, round]);
  if (known !== undefined) return { data: known, error: undefined, isLoading: false };
  return {
    data: answer.data,
    error: answer.key === key ? answer.error : undefined,
    isLoading: key !== undefined && answer.key !== key,
  };
}
