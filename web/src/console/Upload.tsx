import { useState } from 'preact/hooks';
import { dataOf, type GraphQLResponse, keyHeader } from '../data/client';
import {
  ConsoleUploadChoicesDocument,
  type Gender,
  UploadDatasetDocument,
  type UploadDatasetInput,
  type UploadDatasetMutation,
} from '../gql/graphql';
import { base, navigate } from '../route';
import { ActionForm, Field, fieldText } from './Action';
import { useLiveQuery } from './ConsoleContext';
import { formatBytes } from './format';
import { type Problem, problemOf, resultOf } from './mutation';
import { Page } from './Page';
import { FileFields } from './Reprocess';

/** A form that uploads a file. If another source serves the years of the file, it links that file and offers to take over. */
export function Upload() {
  const { data, error } = useLiveQuery(ConsoleUploadChoicesDocument, {});
  const [file, setFile] = useState<File>();
  const [isDragging, setDragging] = useState(false);
  const [sentShare, setSentShare] = useState<number>();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const conflict = problems.find((problem) => problem.code === 'BN209' || problem.code === 'BN203');
  const choose = (chosen: File | undefined) => (setFile(chosen), setProblems([]));
  const run = async (values: FormData) => {
    if (!file) return { problems: [{ code: 'FILE', message: 'Choose a file first.' }] };
    const [parser, year, gender, area, publisher] = ['parser', 'year', 'gender', 'area', 'publisher'].map((name) =>
      fieldText(values, name),
    );
    const chosen = {
      country: String(values.get('country')),
      takeOver: values.has('takeOver'),
      ...(parser && { parser }),
      ...(year && { year: Number(year) }),
      ...(gender && { gender: gender as Gender }),
      ...(area && { area }),
      ...(publisher && { publisher }),
    };
    const result = await send(file, chosen, setSentShare);
    setSentShare(undefined);
    setProblems(result.problems);
    if (result.payload?.dataset && result.problems.length === 0) navigate(`${base}/console/files/${result.payload.dataset.id}`);
    return result;
  };
  return (
    <Page title="Upload" error={error}>
      {data && (
        <ActionForm label="Upload" mutation="uploadDataset" run={run}>
          <label
            class={`drop${isDragging ? ' over' : ''}`}
            onDragOver={(event) => (event.preventDefault(), setDragging(true))}
            onDragLeave={() => setDragging(false)}
            onDrop={(event) => (event.preventDefault(), setDragging(false), choose(event.dataTransfer?.files[0]))}
          >
            <b>{file ? `${file.name}, ${formatBytes(file.size)}` : 'Drop a file here or choose one'}</b>
            <span class="quiet">The file as published: csv, txt, zip, xls or xlsx.</span>
            <input type="file" aria-label="File" onChange={(event) => choose(event.currentTarget.files?.[0])} />
          </label>
          <Field label="Country" hint="ISO 3166-1, for example FR.">
            <input
              name="country"
              required
              pattern="[A-Z]{2}"
              maxLength={2}
              defaultValue="US"
              list="countries"
              autocomplete="off"
            />
          </Field>
          <datalist id="countries">
            {(data.countries?.nodes ?? []).map((country) => (
              <option key={country.code} value={country.code}>
                {country.name}
              </option>
            ))}
          </datalist>
          <Field label="Source">
            <select name="parser">
              <option value="">detect from the content</option>
              {(data.sources ?? []).map((source) => (
                <option key={source.id} value={source.id}>
                  {source.id}: {source.publisher}
                </option>
              ))}
            </select>
          </Field>
          {conflict?.code === 'BN209' && (
            <label class="check">
              <input type="checkbox" name="takeOver" /> Take over the years and sexes that the other source serves
            </label>
          )}
          {conflict?.datasetId && (
            <p>
              <a href={`${base}/console/files/${conflict.datasetId}`}>Open the existing file</a>
            </p>
          )}
          <details open={problems.length > 0}>
            <summary>Values that the file does not contain: year, sex, area, publisher</summary>
            <FileFields blankText="from the file" />
            <datalist id="areas">
              {(data.areas?.nodes ?? []).map((area) => (
                <option key={area.code} value={area.code}>
                  {area.name ?? area.code}
                </option>
              ))}
            </datalist>
          </details>
          {sentShare !== undefined && (
            <p role="status">
              <progress aria-label="Bytes sent" max={1} value={sentShare} />{' '}
              {sentShare < 1 ? `Uploading: ${Math.floor(sentShare * 100)} %` : 'Uploaded. The server checks the file.'}
            </p>
          )}
        </ActionForm>
      )}
    </Page>
  );
}

type Sent = ReturnType<typeof resultOf<UploadDatasetMutation>>;

/** Sends a GraphQL multipart request. It uses XMLHttpRequest because `fetch` does not report upload progress. */
function send(file: File, input: Omit<UploadDatasetInput, 'file'>, progress: (share: number) => void): Promise<Sent> {
  const body = new FormData();
  body.append(
    'operations',
    JSON.stringify({ query: UploadDatasetDocument.toString(), variables: { input: { ...input, file: null } } }),
  );
  body.append('map', JSON.stringify({ 0: ['variables.input.file'] }));
  body.append('0', file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${base}/graphql`);
    request.responseType = 'json';
    // The server accepts uploads only with the header GraphQL-Preflight, which another site cannot send without CORS.
    for (const [name, value] of Object.entries({
      'GraphQL-Preflight': '1',
      Accept: 'application/graphql-response+json',
      ...keyHeader(),
    }))
      request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onerror = () => resolve({ problems: [{ code: 'NO_CONNECTION', message: 'The server does not respond.' }] });
    request.onload = () => {
      try {
        resolve(
          resultOf(
            dataOf<UploadDatasetMutation>((request.response ?? {}) as GraphQLResponse<UploadDatasetMutation>, request.status),
          ),
        );
      } catch (error) {
        resolve({ problems: [problemOf(error)] });
      }
    };
    request.send(body);
  });
}
