import { useEffect } from 'preact/hooks';
import { type Bar, BarChart } from '../charts/BarChart';
import { useAsk } from '../data/useAsk';
import { useStart } from '../data/start';
import { count, girlsOrBoys, missing, percent, points } from '../format';
import { ChangesDocument, type ChangesQuery } from '../gql/graphql';
import { Choice, Select } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoted } from '../parts/Uses';
import { View } from '../parts/View';
import { change, nameHref, usePlace } from '../route';

type Row = NonNullable<ChangesQuery['risingNames']>[number];
const sexes = [
  ['both', 'Both'],
  ['F', 'Girls'],
  ['M', 'Boys'],
] as const;

/** The names whose share rose or fell most between two years. */
export function Changes() {
  const start = useStart();
  const { query } = usePlace();
  const to = Number(query.get('to')) || start.newest;
  const from = Number(query.get('from')) || (start.allYears.filter((year) => year <= to - 10).at(-1) ?? start.oldest);
  useEffect(() => {
    // So that the address stays of these years when a newer one is loaded.
    if (!query.get('from') || !query.get('to')) change({ from, to });
  }, [from, to]);
  const sex = sexes.find(([value]) => value === query.get('sex'))?.[0] ?? 'both';
  const variables = { country: start.country, yearFrom: from, yearTo: to, gender: sex === 'both' ? null : sex, first: 20 };
  const asked = sex === 'both' ? (['F', 'M'] as const) : [sex];
  const canAsk = from < to && asked.every((one) => start.years[one].includes(from) && start.years[one].includes(to));
  const { data, error, isLoading } = useAsk(ChangesDocument, canAsk ? variables : undefined);
  const [rising, falling] = [data?.risingNames ?? [], data?.fallingNames ?? []];
  const text = data && finding(rising, falling, from, to);
  const years = [...start.allYears].reverse().map((year) => [String(year), String(year)] as const);
  const withNone = (year: number) => (start.allYears.includes(year) ? years : [['', '–'] as const, ...years]);
  const coverage = [...rising, ...falling].find((row) => row.coverageFrom !== row.coverageTo);
  return (
    <View
      title="Rising and falling names"
      lead={`The names whose share of births changed most from ${from} to ${to}, ${start.countryName}.`}
      isLoading={isLoading}
      error={error}
      finding={text}
      chart={() => (
        <BarChart
          finding={text!}
          groups={[
            { title: `Rising since ${from}`, bars: rising.map(bar) },
            { title: `Falling since ${from}`, bars: falling.map(bar) },
          ]}
        />
      )}
      table={() => (
        <>
          <ChangeTable caption={`Rising from ${from} to ${to}`} rows={rising} cutOff={start.cutOff} />
          <ChangeTable caption={`Falling from ${from} to ${to}`} rows={falling} cutOff={start.cutOff} />
        </>
      )}
      empty={canAsk ? undefined : <NoYears />}
      note={
        coverage &&
        `The two years cover different areas: ${start.nameAreas(coverage.coverageFrom)}; ${start.nameAreas(coverage.coverageTo)}.`
      }
      chartNote="Bars: change of the share, in percentage points."
      uses={{
        query: ChangesDocument,
        variables,
        odata: `RisingNames(country=${quoted(start.country)},yearFrom=${from},yearTo=${to}${sex === 'both' ? '' : `,gender='${sex}'`})?$top=20`,
        file: `changes-${from}-${to}-${start.country}`,
      }}
    >
      <Select
        label="From"
        value={start.allYears.includes(from) ? String(from) : ''}
        options={withNone(from)}
        onChange={(value) => change({ from: value })}
      />
      <Select
        label="To"
        value={start.allYears.includes(to) ? String(to) : ''}
        options={withNone(to)}
        onChange={(value) => change({ to: value })}
      />
      <Choice label="Sex" value={sex} options={sexes} onChange={(value) => change({ sex: value === 'both' ? null : value })} />
    </View>
  );
}

function NoYears() {
  return (
    <div class="notice" role="status">
      <h2>Choose two years</h2>
      <p>The first year must lie before the second, and both must be loaded for each sex that is asked for.</p>
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
    tone: row.gender,
  };
}

function finding(rising: readonly Row[], falling: readonly Row[], from: number, to: number): string {
  const say = (row: Row | undefined, verb: string) =>
    row && `${row.name} ${verb} most: from ${share(row.shareFrom)} to ${share(row.shareTo)} of ${girlsOrBoys(row.gender)}`;
  return `${from} to ${to}. ${[say(rising[0], 'rose'), say(falling[0], 'fell')].filter(Boolean).join('; ') || 'No name changed'}.`;
}

const share = (value: number | null) => (value === null ? 'below the cut-off' : percent(value));

function ChangeTable(props: { caption: string; rows: readonly Row[]; cutOff: number }) {
  const births = (value: number | null) => (value === null ? missing(props.cutOff) : count(value));
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
        girlsOrBoys(row.gender),
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
