import { count, plural } from '../format';
import {
  ConsoleDatasetFiguresDocument,
  ConsoleDatasetsDocument,
  type DatasetRowFragment,
  RestoreDatasetDocument,
} from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { base } from '../route';
import { Action } from './Action';
import { useConsole, useLiveQuery } from './ConsoleContext';
import { enumWords, formatTime, Time } from './format';
import { sendMutation } from './mutation';
import { Page } from './Page';

/** All files, and the deleted files. */
export function Datasets() {
  const isAdmin = useConsole().role === 'admin';
  const { data, error } = useLiveQuery(ConsoleDatasetsDocument, {});
  const figures = useLiveQuery(ConsoleDatasetFiguresDocument, isAdmin ? {} : undefined).data;
  const datasets = data?.datasets?.nodes ?? [];
  const statistics = new Map((figures?.datasetStatistics ?? []).map((row) => [row.datasetId, row]));
  const deleted = figures?.deletedDatasets?.nodes ?? [];
  return (
    <Page title="Files" error={error}>
      {data && datasets.length === 0 && (
        <div class="notice">
          <h2>No files yet</h2>
          <p>
            <a href={`${base}/console/upload`}>Upload a file of a publisher</a>. Its figures appear when it has been read.
          </p>
        </div>
      )}
      {datasets.length > 0 && (
        <DataTable
          caption={`${plural(data?.datasets?.totalCount ?? datasets.length, 'file')}, the newest first`}
          columns={[
            { title: 'File' },
            { title: 'Status' },
            { title: 'Country' },
            { title: 'Source' },
            { title: 'Rows', isNumber: true },
            ...(isAdmin ? [{ title: 'Rows served', isNumber: true }, { title: 'Years' }] : []),
            { title: 'Uploaded' },
          ]}
          rows={datasets.map((dataset) => {
            const row = statistics.get(dataset.id);
            return [
              <a class="file" href={`${base}/console/files/${dataset.id}`}>
                {dataset.filename}
              </a>,
              <Status dataset={dataset} />,
              dataset.area && dataset.area !== dataset.country.code
                ? `${dataset.country.name} (${dataset.area})`
                : dataset.country.name,
              dataset.parserType,
              dataset.rowCount === null ? '–' : count(dataset.rowCount),
              ...(isAdmin ? [row ? count(row.rowsServed) : '–', <span class="nowrap">{yearsOf(row)}</span>] : []),
              <Time value={dataset.uploadedAt} />,
            ];
          })}
        />
      )}
      {deleted.length > 0 && <Deleted datasets={deleted} />}
    </Page>
  );
}

function yearsOf(row: { firstYear: number | null; lastYear: number | null } | undefined): string {
  if (!row?.firstYear) return '–';
  return row.firstYear === row.lastYear ? `${row.firstYear}` : `${row.firstYear} to ${row.lastYear}`;
}

export function Status({ dataset }: { dataset: DatasetRowFragment }) {
  return (
    <>
      <span class={`badge ${dataset.status}`}>{enumWords(dataset.status)}</span>
      {dataset.errorCount > 0 && ` ${plural(dataset.errorCount, 'error')}`}
    </>
  );
}

function Deleted(props: { datasets: readonly DatasetRowFragment[] }) {
  return (
    <section>
      <h2>Deleted files</h2>
      <ul class="rows">
        {props.datasets.map((dataset) => (
          <li key={dataset.id}>
            <b>{dataset.filename}</b>, {dataset.country.name}, deleted {formatTime(dataset.deletedAt)}
            <Action
              label={`Restore ${dataset.filename}`}
              mutation="restoreDataset"
              description="Adds its rows to the statistics again, except where a newer file serves them."
              run={() => sendMutation(RestoreDatasetDocument, { input: { datasetId: dataset.id } })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
