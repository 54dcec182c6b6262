import { Client, fetchExchange, type AnyVariables, type OperationResult } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import possibleTypes from './gql/possible-types.js';

/** Where the server is, and the key to ask it with: `./start.sh` prints one; reading needs none in development. */
export const url = process.env['BABYNAMES_URL'] ?? 'http://localhost:5080/graphql';
const key = process.env['BABYNAMES_KEY'];
export const headers: Record<string, string> = key ? { Authorization: `Bearer ${key}` } : {};

export const client = new Client({
  url,
  // Keeps each object under its type and `id`, so documents select `id`; what was read once is not asked for again.
  exchanges: [cacheExchange(possibleTypes), fetchExchange],
  preferGetMethod: false,
  fetchOptions: {
    // Browsers cannot send the second header across sites without asking first, so the server takes files only with it.
    headers: { ...headers, 'GraphQL-Preflight': '1' },
  },
});

/** The data of an answer; faults of the request itself (a wrong key, a limit, no server) are thrown. */
export function dataOf<Data, Variables extends AnyVariables>(result: OperationResult<Data, Variables>): Data {
  if (result.error) throw result.error;
  if (!result.data) throw new Error('The server answered without data.');
  return result.data;
}
