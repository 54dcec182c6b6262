import { count } from '../format';
import { ConsoleDatabaseDocument } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { useConsole, useLiveQuery } from './ConsoleContext';
import { Fact } from './Fact';
import { formatBytes, formatTime } from './format';
import { Page } from './Page';

/** Sizes, indexes and long-running statements of the database. */
export function Database() {
  const { statistics } = useConsole();
  const { data, error } = useLiveQuery(ConsoleDatabaseDocument, {});
  const health = data?.databaseHealth;
  return (
    <Page title="Database" error={error}>
      {health && (
        <>
          <dl class="facts">
            <Fact title="Size" text={formatBytes(health.bytes)} />
            <Fact title="Connections" text={count(health.connections)} />
            <Fact title="Data version" text={statistics ? String(statistics.dataVersion) : '–'} />
            <Fact title="Statistics refreshed" text={formatTime(statistics?.refreshedAt)} />
          </dl>
          <section>
            <h2>Long-running statements</h2>
            {health.longStatements.length === 0 ? (
              <p class="quiet">No long-running statements.</p>
            ) : (
              <DataTable
                caption="Long-running statements"
                columns={[{ title: 'Process', isNumber: true }, { title: 'Seconds', isNumber: true }, { title: 'State' }]}
                rows={health.longStatements.map((statement) => [statement.process, statement.seconds, statement.state])}
              />
            )}
          </section>
          <section>
            <h2>Tables</h2>
            <DataTable
              caption="Tables, the largest first"
              columns={[
                { title: 'Table' },
                { title: 'Rows (estimate)', isNumber: true },
                { title: 'Size', isNumber: true },
                { title: 'Size without indexes', isNumber: true },
              ]}
              rows={[...health.tables]
                .sort((a, b) => b.bytes - a.bytes)
                .map((table) => [table.name, count(table.rows), formatBytes(table.bytes), formatBytes(table.bytesOfRows)])}
            />
          </section>
          <section>
            <h2>Indexes</h2>
            <DataTable
              caption="Indexes, the largest first"
              columns={[
                { title: 'Index' },
                { title: 'Table' },
                { title: 'Size', isNumber: true },
                { title: 'Scans', isNumber: true },
              ]}
              rows={[...health.indexes]
                .sort((a, b) => b.bytes - a.bytes)
                .map((index) => [index.name, index.table, formatBytes(index.bytes), count(index.scans)])}
            />
          </section>
        </>
      )}
    </Page>
  );
}
