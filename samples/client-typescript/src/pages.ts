import type { TypedDocumentNode } from '@urql/core';
import { client, dataOf } from './client.js';

/** The fields that all connections of the schema have. */
export interface Connection<Node> {
  nodes?: Node[] | null;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/**
 * Yields all nodes of a connection. It requests the next page only when the caller has read the last node of a page.
 * @param document Selects `pageInfo { hasNextPage endCursor }` and has the variable `$after` for the cursor.
 * @param connection Returns the connection from the data of a response.
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
