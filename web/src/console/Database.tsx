import { count } from '../format';
import { ConsoleDatabaseDocument } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { Page } from './Console';
import { bytes, moment } from './format';
import { Fact } from './Jobs';
import { useFresh, useLive } from './live';

/** Sizes, indexes and statements of the database. */
export function Database() {
  const { statistics } = useLive();
  const { data, error } = useFresh(ConsoleDatabaseDocument, {});
  const health = data?.databaseHealth;
  return (
    <Page title="Database" error={error}>
      {health && (
        <>
          <dl class="facts">
            <Fact title="Size" text={bytes(health.bytes)} />
            <Fact title="Connections" text={count(health.connections)} />
            <Fact title="Data version" text={statistics ? String(statistics.dataVersion) : '–'} />
            <Fact title="Statistics refreshed" text={moment(statistics?.refreshedAt)} />
          </dl>
          <section>
            <h2>Long statements</h2>
            {health.longStatements.length === 0 ? (
              <p class="quiet">No statement has run for long.</p>
            ) : (
              <DataTable
                caption="Statements that have run for long"
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
                { title: 'Rows, about', isNumber: true },
                { title: 'Size', isNumber: true },
                { title: 'Without indexes', isNumber: true },
              ]}
              rows={[...health.tables]
                .sort((a, b) => b.bytes - a.bytes)
                .map((table) => [table.name, count(table.rows), bytes(table.bytes), bytes(table.bytesOfRows)])}
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
                .map((index) => [index.name, index.table, bytes(index.bytes), count(index.scans)])}
            />
          </section>
        </>
      )}
    </Page>
  );
}
