import { readFile } from 'node:fs/promises';
import { File } from 'node:buffer';
import { basename } from 'node:path';
import { client, dataOf } from './client.js';
import { graphql } from './gql/index.js';
import type { DataVersionSubscription, UploadMutation } from './gql/graphql.js';
import { live } from './live.js';

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

const DatasetProgress = graphql(`
  subscription DatasetProgress($id: UUID!) {
    datasetUpdated(id: $id) { status rowCount errorMessage }
  }
`);

const DataVersion = graphql(`
  subscription DataVersion {
    statisticsUpdated { dataVersion }
  }
`);

type UploadError = NonNullable<UploadMutation['uploadDataset']['errors']>[number];

/**
 * Uploads a publisher's file and waits until the statistics include it. urql sends variables that contain a `File` as a
 * GraphQL multipart request.
 * @returns Whether the server accepted and loaded the file.
 */
export async function upload(path: string, country: string): Promise<boolean> {
  const versions = live(DataVersion, {});
  try {
    const before = await nextVersion(versions);
    const id = await send(path, country);
    if (id === null || !(await isCompleted(id))) return false;
    while ((await nextVersion(versions)) === before);
    console.log('The statistics include the file.');
    return true;
  } finally {
    await versions.return();
  }
}

/** @returns The id of the dataset; null if the server refused the file. */
async function send(path: string, country: string): Promise<string | null> {
  const file = new File([await readFile(path)], basename(path));
  const { dataset, errors } = dataOf(await client.mutation(Upload, { file, country })).uploadDataset;
  for (const error of errors ?? []) console.error(`${error.code}: ${error.message} ${advice(error)}`);
  if (dataset) console.log(`${dataset.filename} is ${dataset.status}: dataset ${dataset.id}`);
  return dataset?.id ?? null;
}

/** Waits until the file is loaded or has failed. */
async function isCompleted(id: string): Promise<boolean> {
  for await (const { datasetUpdated } of live(DatasetProgress, { id })) {
    const { status, rowCount, errorMessage } = datasetUpdated;
    if (status === 'COMPLETED') console.log(`Loaded ${rowCount} rows.`);
    if (status === 'FAILED') console.error(errorMessage);
    if (status === 'COMPLETED' || status === 'FAILED') return status === 'COMPLETED';
  }
  throw new Error('The server ended the subscription.');
}

async function nextVersion(versions: AsyncGenerator<DataVersionSubscription, void>): Promise<number> {
  const { value } = await versions.next();
  if (!value) throw new Error('The server ended the subscription.');
  return value.statisticsUpdated.dataVersion;
}

/** The errors of a mutation are a union type, so the compiler knows each error and its fields. */
function advice(error: UploadError): string {
  switch (error.__typename) {
    case 'DuplicateDatasetError':
      return `Dataset ${error.datasetId} has this file.`;
    case 'StorageFullError':
    case 'StorageUnavailableError':
      return 'The same request may succeed later.';
    default:
      return 'The same request will not succeed.';
  }
}
