import { useEffect } from 'preact/hooks';
import { type Bar, BarChart } from '../charts/BarChart';
import { useAsk } from '../data/useAsk';
import { useStart } from '../data/start';
import { count, percent, type Sex } from '../format';
import { PopularDocument, type PopularQuery } from '../gql/graphql';
import { Select } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoted } from '../parts/Uses';
import { View } from '../parts/View';
import { change, go, href, nameHref, usePlace } from '../route';

type Node = NonNullable<NonNullable<PopularQuery['girls']>['nodes']>[number];

/** The names given most in a year, or in a decade such as 1990s. */
export function Year(props: { period: string }) {
  const start = useStart();
  const { query } = usePlace();
  useEffect(() => {
    // So that the address stays of this year when a newer one is loaded.
    if (!props.period) go(href(`/year/${start.newest}`, Object.fromEntries(query)), { replace: true });
  }, [props.period, start.newest]);
  const isDecade = /^\d{4}s$/.test(props.period);
  const given = Number.parseInt(props.period) || start.newest;
  const year = isDecade ? given - (given % 10) : given;
  const isLoaded = start.allYears.some((one) => (isDecade ? one - (one % 10) : one) === year);
  const first = Math.min(1000, Number(query.get('first')) || 20);
  const period = isDecade ? `the ${year}s` : String(year);
  const variables = { country: start.country, ...(isDecade ? { decade: year } : { year }), first };
  const { data, error, isLoading } = useAsk(PopularDocument, isLoaded ? variables : undefined);
  const [girls, boys] = [data?.girls?.nodes ?? [], data?.boys?.nodes ?? []];
  const isEmpty = !isLoaded || (data && girls.length + boys.length === 0);
  const text = data && `Given most in ${period}: ${[most(girls, 'girls'), most(boys, 'boys')].filter(Boolean).join('; ')}.`;
  // Nothing is known of a movement since a year that is not loaded.
  const move = !isDecade && start.allYears.includes(year - 1);
  return (
    <View
      title={`Names of ${period}`}
      lead={`The names given most, ${start.countryName}.${move ? ' Arrows: places risen or fallen since the year before.' : ''}`}
      isLoading={isLoading}
      error={error}
      finding={text}
      chart={() => (
        <BarChart
          finding={text!}
          groups={[
            { title: 'Girls', bars: girls.map((node) => bar(node, 'F', move)) },
            { title: 'Boys', bars: boys.map((node) => bar(node, 'M', move)) },
          ]}
        />
      )}
      table={() => <YearTable girls={girls} boys={boys} move={move} />}
      empty={isEmpty ? <NoYear period={period} /> : undefined}
      note={isDecade ? loadedYears(start.allYears, year) : undefined}
      more={
        data &&
        first < 1000 &&
        !isEmpty && (
          <p>
            <button type="button" onClick={() => change({ first: Math.min(1000, first < 100 ? 100 : first * 2) })}>
              Show more names
            </button>
          </p>
        )
      }
      uses={{
        query: PopularDocument,
        variables,
        odata: `PopularNames(country=${quoted(start.country)},${isDecade ? 'decade' : 'year'}=${year})?$filter=Rank le ${first}&$orderby=Gender,Rank,Name`,
        file: `most-given-${props.period || year}-${start.country}`,
      }}
    >
      <PeriodControls year={year} isDecade={isDecade} />
    </View>
  );
}

function PeriodControls(props: { year: number; isDecade: boolean }) {
  const { year, isDecade } = props;
  const { allYears, oldest, newest } = useStart();
  const decades = [...new Set(allYears.map((one) => one - (one % 10)))].reverse();
  const step = isDecade ? 10 : 1;
  const address = (to: number) =>
    href(`/year/${to}${isDecade ? 's' : ''}`, {
      first: new URLSearchParams(location.search).get('first'),
      view: new URLSearchParams(location.search).get('view'),
    });
  const open = (period: string) => go(href(`/year/${period}`, { view: new URLSearchParams(location.search).get('view') }));
  const known = isDecade ? decades.includes(year) : allYears.includes(year);
  return (
    <>
      <Select
        label="Year"
        value={isDecade ? '' : String(year)}
        options={[
          ...(isDecade || !known ? [['', '–'] as const] : []),
          ...[...allYears].reverse().map((one) => [String(one), String(one)] as const),
        ]}
        onChange={open}
      />
      <Select
        label="Decade"
        value={isDecade ? `${year}s` : ''}
        options={[...(isDecade ? [] : [['', '–'] as const]), ...decades.map((one) => [`${one}s`, `${one}s`] as const)]}
        onChange={open}
      />
      <span class="steps">
        {year - step >= oldest - (oldest % step) && (
          <a class="button" href={address(year - step)} rel="prev">
            ← {year - step}
            {isDecade && 's'}
          </a>
        )}
        {year + step <= newest && (
          <a class="button" href={address(year + step)} rel="next">
            {year + step}
            {isDecade && 's'} →
          </a>
        )}
      </span>
    </>
  );
}

function NoYear(props: { period: string }) {
  const start = useStart();
  return (
    <div class="notice" role="status">
      <h2>Nothing is loaded for {props.period}</h2>
      <p>
        Years from {start.oldest} to {start.newest} are loaded for {start.countryName}.{' '}
        <a href={href(`/year/${start.newest}`)}>Open {start.newest}</a>
      </p>
    </div>
  );
}

function bar(node: Node, sex: Sex, move: boolean): Bar {
  const shift = move ? movement(node.rankChange) : undefined;
  const note = shift && { note: shift.text, ...(shift.kind && { noteKind: shift.kind }) };
  return {
    id: `${sex}-${node.name}`,
    label: node.name,
    href: nameHref(node.name),
    lead: String(node.rank),
    value: node.count,
    text: count(node.count),
    tone: sex,
    ...note,
  };
}

export function movement(change: number | null): { text: string; words: string; kind?: 'up' | 'down' } {
  if (change === null) return { text: 'new', words: 'no place the year before', kind: 'up' };
  if (change === 0) return { text: '=', words: 'same place' };
  return change > 0
    ? { text: `▲ ${count(change)}`, words: `up ${count(change)}`, kind: 'up' }
    : { text: `▼ ${count(-change)}`, words: `down ${count(-change)}`, kind: 'down' };
}

/** Which years of a decade the figures are of, where some are not loaded. */
function loadedYears(years: readonly number[], decade: number): string | undefined {
  const loaded = years.filter((year) => year >= decade && year <= decade + 9);
  return loaded.length === 10 ? undefined : `Of this decade ${loaded.join(', ')} ${loaded.length === 1 ? 'is' : 'are'} loaded.`;
}

function most(nodes: readonly Node[], whom: string): string | undefined {
  return nodes[0] && `${nodes[0].name}, ${count(nodes[0].count)} ${whom}`;
}

function YearTable(props: { girls: readonly Node[]; boys: readonly Node[]; move: boolean }) {
  const columns = [
    { title: 'Rank', isNumber: true },
    ...(props.move ? [{ title: 'Since the year before' }] : []),
    { title: 'Name' },
    { title: 'Births', isNumber: true },
    { title: 'Share', isNumber: true },
  ];
  const rows = (nodes: readonly Node[]) =>
    nodes.map((node) => [
      node.rank,
      ...(props.move ? [movement(node.rankChange).words] : []),
      <a href={nameHref(node.name)}>{node.name}</a>,
      count(node.count),
      percent(node.share),
    ]);
  return (
    <div class="columns two">
      <DataTable caption="Girls" columns={columns} rows={rows(props.girls)} />
      <DataTable caption="Boys" columns={columns} rows={rows(props.boys)} />
    </div>
  );
}
