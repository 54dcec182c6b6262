import { Client, fetchExchange, type AnyVariables, type OperationResult } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import possibleTypes from './gql/possible-types.js';

/** The address of the server. */
export const url = process.env['BABYNAMES_URL'] ?? 'http://localhost:5080/graphql';
/** The API key. The first start of a server prints one. In development, clients can read without a key. */
const key = process.env['BABYNAMES_KEY'];
export const headers: Record<string, string> = key ? { Authorization: `Bearer ${key}` } : {};

export const client = new Client({
  url,
  // The cache stores objects by type and `id`, so documents select `id`. Cached objects are not requested again.
  exchanges: [cacheExchange(possibleTypes), fetchExchange],
  preferGetMethod: false,
  fetchOptions: {
    // The server accepts uploads only with GraphQL-Preflight. A browser sends this header to another site only if that site allows it.
    headers: { ...headers, 'GraphQL-Preflight': '1' },
  },
});

/** The data of a response.
 * @throws CombinedError The request failed, for example because of an invalid key, a limit or a lost connection. */
export function dataOf<Data, Variables extends AnyVariables>(result: OperationResult<Data, Variables>): Data {
  if (result.error) throw result.error;
  if (!result.data) throw new Error('The response has no data.');
  return result.data;
}
