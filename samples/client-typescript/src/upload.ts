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
 * Uploads a publisher's file as published and waits until the statistics show it. urql sends variables with a `File`
 * among them as the multipart request that the server takes.
 * @returns Whether the server took the file and could read it.
 */
export async function upload(path: string, country: string): Promise<boolean> {
  const versions = live(DataVersion, {});
  try {
    const before = await nextVersion(versions);
    const id = await send(path, country);
    if (id === null || !(await isCompleted(id))) return false;
    while ((await nextVersion(versions)) === before);
    console.log('The statistics show it.');
    return true;
  } finally {
    await versions.return();
  }
}

/** @returns The dataset; null when the server did not take the file. */
async function send(path: string, country: string): Promise<string | null> {
  const file = new File([await readFile(path)], basename(path));
  const { dataset, errors } = dataOf(await client.mutation(Upload, { file, country })).uploadDataset;
  for (const error of errors ?? []) console.error(`${error.code}: ${error.message} ${advice(error)}`);
  if (dataset) console.log(`${dataset.filename} is ${dataset.status}: dataset ${dataset.id}`);
  return dataset?.id ?? null;
}

/** Waits until the file is read, or found to be faulty. */
async function isCompleted(id: string): Promise<boolean> {
  for await (const { datasetUpdated } of live(DatasetProgress, { id })) {
    const { status, rowCount, errorMessage } = datasetUpdated;
    if (status === 'COMPLETED') console.log(`It is read: ${rowCount} rows.`);
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
