import type { TypedDocumentNode } from '@urql/core';
import { print } from 'graphql';
import { createClient } from 'graphql-sse';
import { headers, url } from './client.js';

const events = createClient({ url, headers });

/**
 * Yields the events of a subscription. It reconnects after a lost connection. The subscriptions of this sample send the
 * current state first, so no change is missed. When the caller leaves its loop, the subscription ends.
 */
export async function* live<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): AsyncGenerator<Data, void> {
  for await (const { data, errors } of events.iterate<Data>({ query: print(document), variables })) {
    if (errors) throw new Error(errors.map((error) => error.message).join('\n'));
    if (data) yield data;
  }
}
