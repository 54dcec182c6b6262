import { useEffect } from 'preact/hooks';
import { type Bar, BarChart } from '../charts/BarChart';
import { useCountry } from '../data/country';
import { useQuery } from '../data/useQuery';
import { belowCutOff, count, percent, points, sexWord } from '../format';
import { ChangesDocument, type ChangesQuery } from '../gql/graphql';
import { Choice, Select } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoteLiteral } from '../parts/ExportPanel';
import { View } from '../parts/View';
import { nameHref, replaceQuery, useRoute } from '../route';

type Row = NonNullable<ChangesQuery['risingNames']>[number];
const sexes = [
  ['both', 'Both'],
  ['F', 'Girls'],
  ['M', 'Boys'],
] as const;

/** The names whose share rose or fell most between two years. */
export function Changes() {
  const country = useCountry();
  const { query } = useRoute();
  const to = Number(query.get('to')) || country.newest;
  const from = Number(query.get('from')) || (country.years.filter((year) => year <= to - 10).at(-1) ?? country.oldest);
  useEffect(() => {
    // The address names the years, so that a link shows the same years after a newer year is loaded.
    if (!query.get('from') || !query.get('to')) replaceQuery({ from, to });
  }, [from, to]);
  const sex = sexes.find(([value]) => value === query.get('sex'))?.[0] ?? 'both';
  const variables = { country: country.code, yearFrom: from, yearTo: to, gender: sex === 'both' ? null : sex, first: 20 };
  const selectedSexes = sex === 'both' ? (['F', 'M'] as const) : [sex];
  const hasBothYears =
    from < to && selectedSexes.every((item) => country.yearsBySex[item].includes(from) && country.yearsBySex[item].includes(to));
  const { data, error, isLoading } = useQuery(ChangesDocument, hasBothYears ? variables : undefined);
  const [rising, falling] = [data?.risingNames ?? [], data?.fallingNames ?? []];
  const summary = data && summarize(rising, falling, from, to);
  const years = [...country.years].reverse().map((year) => [String(year), String(year)] as const);
  const withBlank = (year: number) => (country.years.includes(year) ? years : [['', '–'] as const, ...years]);
  const coverage = [...rising, ...falling].find((row) => row.coverageFrom !== row.coverageTo);
  return (
    <View
      title="Rising and falling names"
      lead={`The names whose share of births changed most from ${from} to ${to}, ${country.name}.`}
      isLoading={isLoading}
      error={error}
      summary={summary}
      chart={() => (
        <BarChart
          summary={summary!}
          groups={[
            { title: `Rising since ${from}`, bars: rising.map(bar) },
            { title: `Falling since ${from}`, bars: falling.map(bar) },
          ]}
        />
      )}
      table={() => (
        <>
          <ChangeTable caption={`Rising from ${from} to ${to}`} rows={rising} cutOff={country.cutOff} />
          <ChangeTable caption={`Falling from ${from} to ${to}`} rows={falling} cutOff={country.cutOff} />
        </>
      )}
      empty={hasBothYears ? undefined : <NoYears />}
      note={
        coverage &&
        `The two years cover different areas: ${country.areaNames(coverage.coverageFrom)}; ${country.areaNames(coverage.coverageTo)}.`
      }
      chartNote="Bars show the change of the share in percentage points."
      exportOptions={{
        query: ChangesDocument,
        variables,
        odata:
          `RisingNames(country=${quoteLiteral(country.code)},yearFrom=${from},yearTo=${to}` +
          `${sex === 'both' ? '' : `,gender='${sex}'`})?$top=20`,
        fileName: `changes-${from}-${to}-${country.code}`,
      }}
    >
      <Select
        label="From"
        value={country.years.includes(from) ? String(from) : ''}
        options={withBlank(from)}
        onChange={(value) => replaceQuery({ from: value })}
      />
      <Select
        label="To"
        value={country.years.includes(to) ? String(to) : ''}
        options={withBlank(to)}
        onChange={(value) => replaceQuery({ to: value })}
      />
      <Choice
        label="Sex"
        value={sex}
        options={sexes}
        onChange={(value) => replaceQuery({ sex: value === 'both' ? null : value })}
      />
    </View>
  );
}

function NoYears() {
  return (
    <div class="notice" role="status">
      <h2>Choose two years</h2>
      <p>The first year must be before the second, and both must be loaded for the selected sexes.</p>
    </div>
  );
}

function bar(row: Row): Bar {
  return {
    id: `${row.gender}-${row.name}`,
    label: row.name,
    href: nameHref(row.name),
    value: row.change,
    text: points(row.change),
    note: row.gender === 'F' ? 'girls' : 'boys',
    sex: row.gender,
  };
}

function summarize(rising: readonly Row[], falling: readonly Row[], from: number, to: number): string {
  const describe = (row: Row | undefined, verb: string) =>
    row && `${row.name} ${verb} most: from ${share(row.shareFrom)} to ${share(row.shareTo)} of ${sexWord(row.gender)}`;
  const changes = [describe(rising[0], 'rose'), describe(falling[0], 'fell')].filter(Boolean).join('; ');
  return `${from} to ${to}. ${changes || 'No name changed'}.`;
}

const share = (value: number | null) => (value === null ? 'below the cut-off' : percent(value));

function ChangeTable(props: { caption: string; rows: readonly Row[]; cutOff: number }) {
  const births = (value: number | null) => (value === null ? belowCutOff(props.cutOff) : count(value));
  const rank = (value: number | null) => (value === null ? '–' : count(value));
  return (
    <DataTable
      caption={props.caption}
      columns={[
        { title: 'Name' },
        { title: 'Sex' },
        ...[
          'Change, percentage points',
          'Share before',
          'Share after',
          'Rank before',
          'Rank after',
          'Births before',
          'Births after',
        ].map((title) => ({ title, isNumber: true })),
      ]}
      rows={props.rows.map((row) => [
        <a href={nameHref(row.name)}>{row.name}</a>,
        sexWord(row.gender),
        points(row.change),
        share(row.shareFrom),
        share(row.shareTo),
        rank(row.rankFrom),
        rank(row.rankTo),
        births(row.countFrom),
        births(row.countTo),
      ])}
    />
  );
}
