import { LineChart } from '../charts/LineChart';
import { type Series } from '../charts/series';
import { useAsk } from '../data/useAsk';
import { useStart } from '../data/start';
import { count, type Sex, Sexes } from '../format';
import { LoadedDocument, type LoadedQuery } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { View } from '../parts/View';
import { base } from '../route';

type Total = NonNullable<NonNullable<LoadedQuery['yearTotals']>['nodes']>[number];

/** What is loaded, from whom, under which licence, and what is missing. */
export function Loaded() {
  const start = useStart();
  const variables = { country: start.country };
  const { data, error, isLoading } = useAsk(LoadedDocument, variables);
  const totals = data?.yearTotals?.nodes ?? [];
  const series = (['F', 'M'] as const).map((sex) => namesSeries(sex, totals));
  const text =
    data && `${start.countryName}: ${gaps(start.allYears)} are loaded. Different names published: ${newestNames(totals)}.`;
  return (
    <View
      title="The data"
      lead="Official statistics, as their publishers counted them. The chart shows how many different names each year has."
      isLoading={isLoading}
      error={error}
      finding={text}
      chart={() => (
        <LineChart series={series} years={start.years} measure="count" cutOff={1} finding={text!} startYear={start.newest} />
      )}
      table={() => (
        <DataTable
          caption={`Years loaded, ${start.countryName}`}
          columns={[
            { title: 'Year', isNumber: true },
            { title: 'Sex' },
            { title: 'Names', isNumber: true },
            { title: 'Births of the rarest', isNumber: true },
            { title: 'Covers' },
          ]}
          rows={[...totals]
            .reverse()
            .map((total) => [total.year, Sexes(total.gender), count(total.names), count(total.smallestCount), total.coverage])}
        />
      )}
      more={data && <Sources data={data} />}
      uses={{ query: LoadedDocument, variables, odata: 'Datasets', file: 'datasets' }}
    />
  );
}

function Sources(props: { data: LoadedQuery }) {
  const start = useStart();
  const datasets = props.data.datasets?.nodes ?? [];
  const loaded = new Set(datasets.filter((dataset) => dataset.status === 'COMPLETED').map((dataset) => dataset.parserType));
  const sources = props.data.sources ?? [];
  return (
    <>
      <section>
        <h2>What is missing</h2>
        <ul>
          {start.cutOff > 1 && (
            <li>
              Names with fewer than {start.cutOff} births of a sex in a year: publishers withhold them. Such a year is shown as
              “fewer than {start.cutOff}”, never as 0.
            </li>
          )}
          {start.partial.map((text) => (
            <li key={text}>{text}.</li>
          ))}
          {missingYears(start.allYears).length > 0 && (
            <li>Years that are not loaded: {missingYears(start.allYears).join(', ')}.</li>
          )}
          <li>Shares are of the births published, which are fewer than all births.</li>
        </ul>
      </section>
      <section>
        <h2>Files loaded</h2>
        <DataTable
          caption="Files, the newest first"
          isLong
          columns={[
            { title: 'File' },
            { title: 'Country' },
            { title: 'Publisher' },
            { title: 'Rows', isNumber: true },
            { title: 'Read at' },
            { title: 'Licence' },
          ]}
          rows={datasets.map((dataset) => [
            dataset.filename,
            dataset.country.name,
            dataset.publisher ?? '–',
            dataset.rowCount === null ? '–' : count(dataset.rowCount),
            dataset.processedAt ? new Date(dataset.processedAt).toISOString().slice(0, 16).replace('T', ' ') + ' UTC' : '–',
            dataset.licence ?? '–',
          ])}
        />
      </section>
      <section>
        <h2>Sources this server reads</h2>
        <DataTable
          caption="Sources"
          columns={[
            { title: 'Publisher' },
            { title: 'Loaded' },
            { title: 'Years' },
            { title: 'Cut-off', isNumber: true },
            { title: 'Licence' },
            { title: 'Attribution' },
            { title: 'Partial' },
          ]}
          rows={sources.map((source) => [
            source.url ? <a href={source.url}>{source.publisher}</a> : source.publisher,
            loaded.has(source.id) ? 'yes' : 'no',
            source.years,
            source.cutOff > 1 ? `fewer than ${source.cutOff}` : 'none',
            source.licence,
            source.attribution,
            source.partial ?? '–',
          ])}
        />
        <p>
          For programs: <a href={`${base}/odata`}>OData</a>, <a href={`${base}/odata/connect`}>Excel, Power BI and Tableau</a>,{' '}
          <a href={`${base}/graphql?sdl`}>the GraphQL schema</a>.
        </p>
      </section>
    </>
  );
}

function namesSeries(sex: Sex, totals: readonly Total[]): Series {
  const own = totals.filter((total) => total.gender === sex);
  return {
    id: `names-${sex}`,
    label: `${sex === 'F' ? 'Girls’' : 'Boys’'} names`,
    short: Sexes(sex),
    name: '',
    sex,
    style: sex === 'F' ? 0 : 1,
    points: new Map(
      own.map((total) => [total.year, { year: total.year, count: total.names, rank: 1, share: 100, yearTotal: total.names }]),
    ),
  };
}

function missingYears(years: readonly number[]): number[] {
  const known = new Set(years);
  const [first = 0, last = 0] = [years[0], years.at(-1)];
  return Array.from({ length: last - first }, (_, i) => first + i).filter((year) => !known.has(year));
}

/** Years as ranges: 1880 to 1999, 2001. */
function gaps(years: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const year of years) {
    const last = ranges.at(-1);
    if (last && last[1] === year - 1) last[1] = year;
    else ranges.push([year, year]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(', ') || 'no years';
}

function newestNames(totals: readonly Total[]): string {
  const newest = Math.max(...totals.map((total) => total.year));
  return (
    totals
      .filter((total) => total.year === newest)
      .map((total) => `${count(total.names)} for ${total.gender === 'F' ? 'girls' : 'boys'} in ${newest}`)
      .join(', ') || 'none'
  );
}
