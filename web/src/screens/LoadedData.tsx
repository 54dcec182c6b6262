import { LineChart } from '../charts/LineChart';
import { type Series } from '../charts/series';
import { useCountry } from '../data/country';
import { useQuery } from '../data/useQuery';
import { count, type Sex, sexTitle } from '../format';
import { LoadedDataDocument, type LoadedDataQuery } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { View } from '../parts/View';
import { base } from '../route';

type Total = NonNullable<NonNullable<LoadedDataQuery['yearTotals']>['nodes']>[number];

/** The loaded years and files, the sources with their licences, and the limits of the figures. */
export function LoadedData() {
  const country = useCountry();
  const variables = { country: country.code };
  const { data, error, isLoading } = useQuery(LoadedDataDocument, variables);
  const totals = data?.yearTotals?.nodes ?? [];
  const series = (['F', 'M'] as const).map((sex) => namesSeries(sex, totals));
  const summary =
    data && `${country.name}: ${yearRanges(country.years)} are loaded. Different names: ${namesInNewestYear(totals)}.`;
  return (
    <View
      title="Data"
      lead="Official statistics as published. The chart shows the number of different names of each year."
      isLoading={isLoading}
      error={error}
      summary={summary}
      chart={() => (
        <LineChart
          series={series}
          yearsBySex={country.yearsBySex}
          measure="count"
          cutOff={1}
          summary={summary!}
          initialYear={country.newest}
        />
      )}
      table={() => (
        <DataTable
          caption={`Years loaded, ${country.name}`}
          columns={[
            { title: 'Year', isNumber: true },
            { title: 'Sex' },
            { title: 'Names', isNumber: true },
            { title: 'Fewest births', isNumber: true },
            { title: 'Coverage' },
          ]}
          rows={[...totals]
            .reverse()
            .map((total) => [total.year, sexTitle(total.gender), count(total.names), count(total.smallestCount), total.coverage])}
        />
      )}
      more={data && <Sources data={data} />}
      exportOptions={{ query: LoadedDataDocument, variables, odata: 'Datasets', fileName: 'datasets' }}
    />
  );
}

function Sources(props: { data: LoadedDataQuery }) {
  const country = useCountry();
  const datasets = props.data.datasets?.nodes ?? [];
  const loaded = new Set(datasets.filter((dataset) => dataset.status === 'COMPLETED').map((dataset) => dataset.parserType));
  const sources = props.data.sources ?? [];
  return (
    <>
      <section>
        <h2>Limits of the figures</h2>
        <ul>
          {country.cutOff > 1 && (
            <li>
              Publishers withhold names with fewer than {country.cutOff} births of a sex in a year. Such a figure is shown as
              “fewer than {country.cutOff}”, never as 0.
            </li>
          )}
          {country.partial.map((text) => (
            <li key={text}>{text}.</li>
          ))}
          {missingYears(country.years).length > 0 && <li>Years without data: {missingYears(country.years).join(', ')}.</li>}
          <li>A share is a percentage of the published births, which are fewer than all births.</li>
        </ul>
      </section>
      <section>
        <h2>Loaded files</h2>
        <DataTable
          caption="Files, the newest first"
          isLong
          columns={[
            { title: 'File' },
            { title: 'Country' },
            { title: 'Publisher' },
            { title: 'Rows', isNumber: true },
            { title: 'Loaded' },
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
        <h2>Supported sources</h2>
        <DataTable
          caption="Sources"
          columns={[
            { title: 'Publisher' },
            { title: 'Loaded' },
            { title: 'Years' },
            { title: 'Cut-off', isNumber: true },
            { title: 'Licence' },
            { title: 'Attribution' },
            { title: 'Incomplete' },
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
  const totalsOfSex = totals.filter((total) => total.gender === sex);
  return {
    id: `names-${sex}`,
    label: `${sex === 'F' ? 'Girls’' : 'Boys’'} names`,
    endLabel: sexTitle(sex),
    name: '',
    sex,
    style: sex === 'F' ? 0 : 1,
    points: new Map(
      totalsOfSex.map((total) => [
        total.year,
        { year: total.year, count: total.names, rank: 1, share: 100, yearTotal: total.names },
      ]),
    ),
  };
}

function missingYears(years: readonly number[]): number[] {
  const known = new Set(years);
  const [first = 0, last = 0] = [years[0], years.at(-1)];
  return Array.from({ length: last - first }, (_, i) => first + i).filter((year) => !known.has(year));
}

/** Years as ranges, for example "1880 to 1999, 2001". */
function yearRanges(years: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const year of years) {
    const last = ranges.at(-1);
    if (last && last[1] === year - 1) last[1] = year;
    else ranges.push([year, year]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(', ') || 'no years';
}

function namesInNewestYear(totals: readonly Total[]): string {
  const newest = Math.max(...totals.map((total) => total.year));
  return (
    totals
      .filter((total) => total.year === newest)
      .map((total) => `${count(total.names)} for ${total.gender === 'F' ? 'girls' : 'boys'} in ${newest}`)
      .join(', ') || 'none'
  );
}
