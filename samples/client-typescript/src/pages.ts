import type { TypedDocumentNode } from '@urql/core';
import { client, dataOf } from './client.js';

/** What every connection of the schema has, whatever its nodes are. */
export interface Connection<Node> {
  nodes?: Node[] | null;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/**
 * All nodes of a connection, page after page. The next page is asked for when the last one is used up, so a caller that
 * stops early asks for no more than it needs.
 * @param document Selects `pageInfo { hasNextPage endCursor }` and takes the cursor as `$after`.
 * @param connection Finds the connection in an answer.
 */
export async function* nodes<Data, Variables extends { after?: string | null }, Node>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  connection: (data: Data) => Connection<Node> | null | undefined,
): AsyncGenerator<Node> {
  let after: string | null = null;
  do {
    const page = connection(dataOf(await client.query(document, { ...variables, after } as Variables)));
    yield* page?.nodes ?? [];
    after = page?.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
}
