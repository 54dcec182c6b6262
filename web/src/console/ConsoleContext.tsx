import { createClient } from 'graphql-sse';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { cacheKey, execute, keyHeader, RequestError } from '../data/client';
import type { QueryState } from '../data/useQuery';
import {
  DatasetChangesDocument,
  JobChangesDocument,
  StatisticsChangesDocument,
  type StatisticsChangesSubscription,
  type TypedDocumentString,
} from '../gql/graphql';
import { base } from '../route';

export type Role = 'admin' | 'viewer';

interface ConsoleState {
  role: Role;
  /** Increases when data of the server have changed. */
  changeCount: number;
  /** Sends the queries of the page again, for example after an action. */
  refresh: () => void;
  statistics: StatisticsChangesSubscription['statisticsUpdated'] | undefined;
  /** Whether the page receives changes. */
  isConnected: boolean;
}

const context = createContext<ConsoleState | undefined>(undefined);
export const useConsole = () => useContext(context)!;

/** Changes within this time cause one refresh, in milliseconds. */
const refreshDelay = 150;
/** The time before a lost connection is opened again, in milliseconds. */
const retryDelay = 2_000;

/** Receives changes as server-sent events while the page is open.
 * @param props.checkKey Called when a connection ends, because the key may have expired or been revoked. */
export function ConsoleProvider(props: { role: Role; checkKey: () => void; children: ComponentChildren }) {
  const [changeCount, setChangeCount] = useState(0);
  const [statistics, setStatistics] = useState<ConsoleState['statistics']>();
  const [isConnected, setConnected] = useState(true);
  const refresh = () => setChangeCount((current) => current + 1);
  useEffect(() => {
    let timer: number | undefined;
    const scheduleRefresh = () => (timer ??= window.setTimeout(() => ((timer = undefined), refresh()), refreshDelay));
    const client = createClient({
      url: new URL(`${base}/graphql`, location.href).href,
      headers: keyHeader,
      credentials: 'omit',
      retryAttempts: 0,
    });
    const unsubscribes = [
      subscribe(client, DatasetChangesDocument, scheduleRefresh),
      subscribe(client, JobChangesDocument, scheduleRefresh),
      subscribe(
        client,
        StatisticsChangesDocument,
        (data) => (setStatistics(data.statisticsUpdated), setConnected(true), scheduleRefresh()),
      ),
    ];
    return () => (clearTimeout(timer), unsubscribes.forEach((unsubscribe) => unsubscribe()), client.dispose());
  }, []);

  /** Subscribes, and subscribes again when the connection ends. */
  function subscribe<T>(
    client: ReturnType<typeof createClient>,
    document: TypedDocumentString<T, Record<string, never>>,
    next: (data: T) => void,
  ): () => void {
    let isUnsubscribed = false;
    let timer: number | undefined;
    let unsubscribe = () => {};
    const reconnect = () => {
      if (isUnsubscribed) return;
      setConnected(false);
      props.checkKey();
      timer = window.setTimeout(() => (connect(), refresh()), retryDelay);
    };
    const connect = () => {
      unsubscribe = client.subscribe<T>(
        { query: document.toString() },
        { next: ({ data }) => data && next(data), error: reconnect, complete: reconnect },
      );
    };
    connect();
    return () => ((isUnsubscribed = true), clearTimeout(timer), unsubscribe());
  }

  return (
    <context.Provider value={{ role: props.role, changeCount, refresh, statistics, isConnected }}>
      {props.children}
    </context.Provider>
  );
}

/** Sends a document, and sends it again when data of the server have changed.
 * @param variables Undefined for no request. */
export function useLiveQuery<T, V>(document: TypedDocumentString<T, V>, variables: V | undefined): QueryState<T> {
  const { changeCount } = useConsole();
  const [result, setResult] = useState<{ key?: string; data?: T; error?: RequestError }>({});
  const key = variables === undefined ? undefined : cacheKey(document, variables);
  useEffect(() => {
    if (key === undefined) return;
    const abort = new AbortController();
    execute(document, variables!, abort.signal).then(
      (data) => abort.signal.aborted || setResult({ key, data }),
      (error: unknown) =>
        abort.signal.aborted ||
        setResult({ key, error: error instanceof RequestError ? error : new RequestError('CONSOLE', String(error), 0) }),
    );
    return () => abort.abort();
  }, [key, changeCount]);
  return {
    data: result.key === key ? result.data : undefined,
    error: result.key === key ? result.error : undefined,
    isLoading: result.key !== key,
  };
}
