import type { TypedDocumentNode } from '@urql/core';
import { print } from 'graphql';
import { createClient } from 'graphql-sse';
import { headers, url } from './client.js';

const events = createClient({ url, headers });

/**
 * What a subscription sends, as it comes. A connection that breaks is made again; the subscriptions used here begin with
 * the present state, so nothing is missed. Leaving the loop ends the subscription.
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
