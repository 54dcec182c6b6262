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

// The server returns at most 1,000 rows in a page.
const NamesOfYear = graphql(`
  query NamesOfYear($country: String!, $year: Int!, $after: String) {
    nameStatistics(first: 1000, after: $after, where: { countryCode: { eq: $country }, year: { eq: $year } }) {
      nodes { id name gender count }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const SearchNames = graphql(`
  query SearchNames($country: String!, $text: String!) {
    nameSearch(country: $country, query: $text, first: 5) { id name count firstYear lastYear match }
  }
`);

const YearsOfName = graphql(`
  query YearsOfName($country: String!, $name: String!, $after: String) {
    nameStatistics(first: 1000, after: $after, where: { countryCode: { eq: $country }, name: { eqInsensitive: $name } }) {
      nodes { id year gender name count rank }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/** Prints the names that match a text best, with tolerance for spelling errors. */
export async function search(country: string, text: string): Promise<void> {
  const { nameSearch } = dataOf(await client.query(SearchNames, { country, text }));
  for (const { name, count, firstYear, lastYear, match } of nameSearch ?? [])
    console.log(`${name}: ${count}, ${firstYear} to ${lastYear} (${match})`);
}

/** Prints the years of a name, ignoring case and accents. */
export async function yearsOfName(country: string, name: string): Promise<void> {
  for await (const row of nodes(YearsOfName, { country, name }, (data) => data.nameStatistics)) {
    console.log(`${row.year} ${row.gender} ${row.name}: ${row.count}, rank ${row.rank}`);
  }
}

/** Prints the most popular names. */
export async function popular(country: string, year: number, gender: Gender): Promise<void> {
  const { popularNames } = dataOf(await client.query(PopularNames, { country, year, gender }));
  for (const { rank, name, count, share } of popularNames?.nodes ?? []) console.log(`${rank}. ${name}: ${count} (${share} %)`);
}

/** Prints all names of a year as CSV. */
export async function namesOfYear(country: string, year: number): Promise<void> {
  for await (const { name, gender, count } of nodes(NamesOfYear, { country, year }, (data) => data.nameStatistics)) {
    console.log(`${name},${gender},${count}`);
  }
}
