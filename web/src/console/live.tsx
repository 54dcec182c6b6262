import { createClient } from 'graphql-sse';
import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { AskError, askNow, cacheKey, keyHeader } from '../data/client';
import type { Asked } from '../data/useAsk';
import {
  DatasetChangesDocument,
  JobChangesDocument,
  StatisticsChangesDocument,
  type StatisticsChangesSubscription,
  type TypedDocumentString,
} from '../gql/graphql';
import { base } from '../route';

export type Role = 'admin' | 'viewer';

interface Live {
  role: Role;
  /** Moves on when something has changed. */
  tick: number;
  /** Asks again now, after an action of this page. */
  refresh: () => void;
  statistics: StatisticsChangesSubscription['statisticsUpdated'] | undefined;
  /** Whether changes are heard of. */
  isConnected: boolean;
}

const context = createContext<Live | undefined>(undefined);
export const useLive = () => useContext(context)!;

/** Changes that come together are read once. */
const pause = 150;
const retryPause = 2_000;

/** Hears of changes by server-sent events while the page is open.
 * @param check Is called when the key may have ended. */
export function LiveProvider(props: { role: Role; check: () => void; children: ComponentChildren }) {
  const [tick, setTick] = useState(0);
  const [statistics, setStatistics] = useState<Live['statistics']>();
  const [isConnected, setConnected] = useState(true);
  const refresh = () => setTick((current) => current + 1);
  useEffect(() => {
    let timer: number | undefined;
    const changed = () => (timer ??= window.setTimeout(() => ((timer = undefined), refresh()), pause));
    const client = createClient({
      url: new URL(`${base}/graphql`, location.href).href,
      headers: keyHeader,
      credentials: 'omit',
      retryAttempts: 0,
    });
    const ends = [
      follow(client, DatasetChangesDocument, changed),
      follow(client, JobChangesDocument, changed),
      follow(client, StatisticsChangesDocument, (data) => (setStatistics(data.statisticsUpdated), setConnected(true), changed())),
    ];
    return () => (clearTimeout(timer), ends.forEach((end) => end()), client.dispose());
  }, []);

  /** Listens, again after each end. */
  function follow<T>(
    client: ReturnType<typeof createClient>,
    document: TypedDocumentString<T, Record<string, never>>,
    next: (data: T) => void,
  ): () => void {
    let isOver = false;
    let retry: number | undefined;
    let end = () => {};
    const again = () => {
      if (isOver) return;
      setConnected(false);
      props.check();
      retry = window.setTimeout(() => (listen(), refresh()), retryPause);
    };
    const listen = () => {
      end = client.subscribe<T>(
        { query: document.toString() },
        { next: ({ data }) => data && next(data), error: again, complete: again },
      );
    };
    listen();
    return () => ((isOver = true), clearTimeout(retry), end());
  }

  return (
    <context.Provider value={{ role: props.role, tick, refresh, statistics, isConnected }}>{props.children}</context.Provider>
  );
}

/** Asks for one document, again whenever something has changed.
 * @param variables Undefined for nothing. */
export function useFresh<T, V>(document: TypedDocumentString<T, V>, variables: V | undefined): Asked<T> {
  const { tick } = useLive();
  const [answer, setAnswer] = useState<{ key?: string; data?: T; error?: AskError }>({});
  const key = variables === undefined ? undefined : cacheKey(document, variables);
  useEffect(() => {
    if (key === undefined) return;
    const abort = new AbortController();
    askNow(document, variables!, abort.signal).then(
      (data) => abort.signal.aborted || setAnswer({ key, data }),
      (error: unknown) =>
        abort.signal.aborted ||
        setAnswer({ key, error: error instanceof AskError ? error : new AskError('CONSOLE', String(error), 0) }),
    );
    return () => abort.abort();
  }, [key, tick]);
  return {
    data: answer.key === key ? answer.data : undefined,
    error: answer.key === key ? answer.error : undefined,
    isLoading: answer.key !== key,
  };
}
