// Reads with the normalised caches of front ends as they come, and writes a line of JSON: for each cache the queries that it answers
// otherwise than the server, and the requests that Apollo's persisted queries take.
// usage: node caches.mjs URL
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { createHash } from 'node:crypto';

const url = process.argv[2];
const popular = (period, fields) => `{ popularNames(country: "US", ${period}, first: 5) { nodes { id ${fields} } } }`;

// Fields of the same objects bit by bit, the same names over several periods, and objects that no table has.
const queries = [
  ...['name count', 'rank share', 'year gender country { id name }', 'country { id code }']
    .map((fields) => `{ nameStatistics(first: 5, where: { year: { eq: 1880 } }) { nodes { id ${fields} } } }`),
  ...['year: 1880', 'year: 1881', 'decade: 1880', 'yearFrom: 1880, yearTo: 1881', 'yearFrom: 1880, yearTo: 1900']
    .flatMap((period) => [popular(period, 'name count'), popular(period, 'rank yearFrom yearTo')]),
  ...['Mary', 'Anna'].flatMap((name) => ['year gender count', 'rank share']
    .map((fields) => `{ nameTrend(name: "${name}", country: "US", gender: F) { id ${fields} } }`)),
  ...['name', 'trend { id year count }', 'trend { id share }']
    .map((fields) => `{ compareNames(names: ["Mary", "Anna"], country: "US", gender: F) { id ${fields} } }`),
  ...['count', 'femaleCount'].map((field) => `{ nameSearch(query: "Mar", country: "US") { id name ${field} } }`),
];

/** The queries whose answers the cache has lost or changed when all are asked. */
async function faults(ask) {
  const known = await inTurn((query) => ask(query, 'network'));
  const kept = await inTurn((query) => ask(query, 'cache'));
  return queries.filter((_, i) => text(known[i]) === undefined || text(known[i]) !== text(kept[i]));
}

async function inTurn(ask) {
  const answers = [];
  for (const query of queries) answers.push(await ask(query));
  return answers;
}

/** urql answers with `__typename`, or without, by where the answer comes from. */
const text = (data) => JSON.stringify(data ?? undefined, (key, value) => (key === '__typename' ? undefined : value));

const apollo = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
const urql = new Client({ url, preferGetMethod: false, exchanges: [cacheExchange(), fetchExchange] });

async function persisted() {
  let requests = 0;
  const link = ApolloLink.from([
    new PersistedQueryLink({ sha256: (query) => createHash('sha256').update(query).digest('hex') }),
    new HttpLink({ uri: url, fetch: (...request) => { requests++; return fetch(...request); } }),
  ]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  for (const query of queries.slice(0, 4)) await client.query({ query: gql(query) });
  return requests;
}

console.log(JSON.stringify({
  queries: queries.length,
  apollo: await faults(async (query, from) => (await apollo.query({ query: gql(query), fetchPolicy: `${from}-only` })).data),
  urql: await faults(async (query, from) => (await urql.query(query, {}, { requestPolicy: `${from}-only` })).data),
  persisted: await persisted(),
}));
