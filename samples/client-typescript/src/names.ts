import { client, dataOf } from './client.js';
import { graphql } from './gql/index.js';
import type { Gender } from './gql/graphql.js';
import { nodes } from './pages.js';

const PopularNames = graphql(`
  query PopularNames($country: String!, $year: Int!, $gender: Gender!) {
    popularNames(country: $country, year: $year, gender: $gender, first: 3) {
      nodes { id rank name count share }
    }
  }
`);

// 1,000 is the largest page that the server gives.
const NamesOfYear = graphql(`
  query NamesOfYear($country: String!, $year: Int!, $after: String) {
    nameStatistics(first: 1000, after: $after, where: { countryCode: { eq: $country }, year: { eq: $year } }) {
      nodes { id name gender count }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/** Prints the names given most. */
export async function popular(country: string, year: number, gender: Gender): Promise<void> {
  const { popularNames } = dataOf(await client.query(PopularNames, { country, year, gender }));
  for (const { rank, name, count, share } of popularNames?.nodes ?? []) console.log(`${rank}. ${name}: ${count} (${share} %)`);
}

/** Prints every name of a year as CSV, however many pages that takes. */
export async function namesOfYear(country: string, year: number): Promise<void> {
  for await (const { name, gender, count } of nodes(NamesOfYear, { country, year }, (data) => data.nameStatistics)) {
    console.log(`${name},${gender},${count}`);
  }
}
