import { readFile } from 'node:fs/promises';
import { File } from 'node:buffer';
import { basename } from 'node:path';
import { client, dataOf } from './client.js';
import { graphql } from './gql/index.js';
import type { UploadMutation } from './gql/graphql.js';

const Upload = graphql(`
  mutation Upload($file: Upload!, $country: String!) {
    uploadDataset(input: { file: $file, country: $country }) {
      dataset { id filename status }
      errors {
        __typename
        ... on Error { code message }
        ... on DuplicateDatasetError { datasetId }
      }
    }
  }
`);

type UploadError = NonNullable<UploadMutation['uploadDataset']['errors']>[number];

/**
 * Uploads a publisher's file as published; reading it takes the server a moment more. urql sends variables with a `File`
 * among them as the multipart request that the server takes.
 * @returns Whether the server took the file.
 */
export async function upload(path: string, country: string): Promise<boolean> {
  const file = new File([await readFile(path)], basename(path));
  const { dataset, errors } = dataOf(await client.mutation(Upload, { file, country })).uploadDataset;
  for (const error of errors ?? []) console.error(`${error.code}: ${error.message} ${advice(error)}`);
  if (dataset) console.log(`${dataset.filename} is ${dataset.status}: dataset ${dataset.id}`);
  return Boolean(dataset);
}

/** What a mutation can end with is a union in the schema, so the compiler knows each case and what it carries. */
function advice(error: UploadError): string {
  switch (error.__typename) {
    case 'DuplicateDatasetError':
      return `Nothing to do: dataset ${error.datasetId} has it.`;
    case 'StorageFullError':
    case 'StorageUnavailableError':
      return 'The same request may succeed later.';
    default:
      return 'The same request will not succeed.';
  }
}
