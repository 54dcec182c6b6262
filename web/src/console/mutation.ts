import { execute, RequestError } from '../data/client';
import type { TypedDocumentString } from '../gql/graphql';

/** An error of a mutation, of the request or of the connection. */
export interface Problem {
  code: string;
  message: string;
  /** The dataset that has the same content, or serves the same years. */
  datasetId?: string;
}

interface Payload {
  errors?: readonly Problem[] | null;
}

export interface Result<P> {
  payload?: P | undefined;
  problems: readonly Problem[];
}

/** The type of the only field of a mutation. */
type PayloadOf<T> = Extract<T[keyof T], object>;

/** Sends a mutation. It does not throw: an error of the mutation, of the request or of the connection is a problem of the result. */
export async function sendMutation<T extends object, V>(
  document: TypedDocumentString<T, V>,
  variables: V,
): Promise<Result<PayloadOf<T>>> {
  try {
    return resultOf((await execute(document, variables)) as T);
  } catch (error) {
    return { problems: [problemOf(error)] };
  }
}

/** The result of a mutation from the data of its response. */
export function resultOf<T extends object>(data: T): Result<PayloadOf<T>> {
  const [payload] = Object.values(data) as PayloadOf<T>[];
  return { payload, problems: (payload as Payload).errors ?? [] };
}

export function problemOf(error: unknown): Problem {
  return error instanceof RequestError
    ? { code: error.code, message: error.message }
    : { code: 'CONSOLE', message: String(error) };
}
