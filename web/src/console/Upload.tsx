import { useRef, useState } from 'preact/hooks';
import { type Answer, dataOf, keyHeader } from '../data/client';
import {
  ConsoleUploadChoicesDocument,
  type Gender,
  UploadDatasetDocument,
  type UploadDatasetInput,
  type UploadDatasetMutation,
} from '../gql/graphql';
import { base, go } from '../route';
import { ActionForm, Field, type Problem, problemOf, resultOf, textOf } from './act';
import { Page } from './Console';
import { bytes } from './format';
import { useFresh } from './live';
import { FileFields } from './Reprocess';

/** Sends a file. Where another source serves its years, says who and offers to take over. */
export function Upload() {
  const { data, error } = useFresh(ConsoleUploadChoicesDocument, {});
  const [file, setFile] = useState<File>();
  const [isOver, setOver] = useState(false);
  const [sent, setSent] = useState<number>();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const serving = problems.find((problem) => problem.code === 'BN209' || problem.code === 'BN203');
  const choose = (chosen: File | undefined) => (setFile(chosen), setProblems([]));
  const run = async (values: FormData) => {
    if (!file) return { problems: [{ code: 'FILE', message: 'Choose a file first.' }] };
    const [parser, year, gender, area, publisher] = ['parser', 'year', 'gender', 'area', 'publisher'].map((name) =>
      textOf(values, name),
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
    const result = await send(file, chosen, setSent);
    setSent(undefined);
    setProblems(result.problems);
    if (result.payload?.dataset && result.problems.length === 0) go(`${base}/console/files/${result.payload.dataset.id}`);
    return result;
  };
  return (
    <Page title="Upload" error={error}>
      {data && (
        <ActionForm label="Upload" mutation="uploadDataset" run={run}>
          <label
            class={`drop${isOver ? ' over' : ''}`}
            onDragOver={(event) => (event.preventDefault(), setOver(true))}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => (event.preventDefault(), setOver(false), choose(event.dataTransfer?.files[0]))}
          >
            <b>{file ? `${file.name}, ${bytes(file.size)}` : 'Drop a file here, or choose one'}</b>
            <span class="quiet">As the publisher has it: csv, txt, zip, xls or xlsx.</span>
            <input ref={input} type="file" aria-label="File" onChange={(event) => choose(event.currentTarget.files?.[0])} />
          </label>
          <Field label="Country" hint="Its ISO 3166-1 code, for example FR.">
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
              <option value="">by the content of the file</option>
              {(data.sources ?? []).map((source) => (
                <option key={source.id} value={source.id}>
                  {source.id}: {source.publisher}
                </option>
              ))}
            </select>
          </Field>
          {serving?.code === 'BN209' && (
            <label class="check">
              <input type="checkbox" name="takeOver" /> Take over the years and sexes that the other source serves
            </label>
          )}
          {serving?.datasetId && (
            <p>
              <a href={`${base}/console/files/${serving.datasetId}`}>See the file that has them</a>
            </p>
          )}
          <details open={problems.length > 0}>
            <summary>Where the file does not say it: year, sex, area, publisher</summary>
            <FileFields leftOut="as the file says" />
            <datalist id="areas">
              {(data.areas?.nodes ?? []).map((area) => (
                <option key={area.code} value={area.code}>
                  {area.name ?? area.code}
                </option>
              ))}
            </datalist>
          </details>
          {sent !== undefined && (
            <p role="status">
              <progress aria-label="Bytes sent" max={1} value={sent} />{' '}
              {sent < 1 ? `Sending: ${Math.floor(sent * 100)} %` : 'Sent. The server checks it.'}
            </p>
          )}
        </ActionForm>
      )}
    </Page>
  );
}

type Sent = ReturnType<typeof resultOf<UploadDatasetMutation>>;

/** Sends a multipart request. `fetch` does not tell how much of it is sent. */
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
    // Tells the server that this page, and no other site, sends the file.
    for (const [name, value] of Object.entries({
      'GraphQL-Preflight': '1',
      Accept: 'application/graphql-response+json',
      ...keyHeader(),
    }))
      request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onerror = () => resolve({ problems: [{ code: 'NO_CONNECTION', message: 'The server does not answer.' }] });
    request.onload = () => {
      try {
        resolve(
          resultOf(dataOf<UploadDatasetMutation>((request.response ?? {}) as Answer<UploadDatasetMutation>, request.status)),
        );
      } catch (error) {
        resolve({ problems: [problemOf(error)] });
      }
    };
    request.send(body);
  });
}
