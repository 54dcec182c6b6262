import { useEffect } from 'preact/hooks';
import { type Bar, BarChart } from '../charts/BarChart';
import { useCountry } from '../data/country';
import { useQuery } from '../data/useQuery';
import { count, percent, type Sex } from '../format';
import { PopularDocument, type PopularQuery } from '../gql/graphql';
import { Select } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoteLiteral } from '../parts/ExportPanel';
import { View } from '../parts/View';
import { href, nameHref, navigate, replaceQuery, useRoute } from '../route';

type Node = NonNullable<NonNullable<PopularQuery['girls']>['nodes']>[number];

/** The most popular names of a year, or of a decade such as 1990s. */
export function Year(props: { period: string }) {
  const country = useCountry();
  const { query } = useRoute();
  useEffect(() => {
    // The address names the year, so that a link shows the same year after a newer year is loaded.
    if (!props.period) navigate(href(`/year/${country.newest}`, Object.fromEntries(query)), { replace: true });
  }, [props.period, country.newest]);
  const isDecade = /^\d{4}s$/.test(props.period);
  const requestedYear = Number.parseInt(props.period) || country.newest;
  const year = isDecade ? decadeOf(requestedYear) : requestedYear;
  const isLoaded = country.years.some((loaded) => (isDecade ? decadeOf(loaded) : loaded) === year);
  const first = Math.min(1000, Number(query.get('first')) || 20);
  const period = isDecade ? `the ${year}s` : String(year);
  const variables = { country: country.code, ...(isDecade ? { decade: year } : { year }), first };
  const { data, error, isLoading } = useQuery(PopularDocument, isLoaded ? variables : undefined);
  const [girls, boys] = [data?.girls?.nodes ?? [], data?.boys?.nodes ?? []];
  const isEmpty = !isLoaded || (data && girls.length + boys.length === 0);
  const summary =
    data && `Most popular in ${period}: ${[mostPopular(girls, 'girls'), mostPopular(boys, 'boys')].filter(Boolean).join('; ')}.`;
  // Without the previous year the change of a rank is not known.
  const hasRankChange = !isDecade && country.years.includes(year - 1);
  return (
    <View
      title={`Most popular names of ${period}`}
      lead={`${country.name}.${hasRankChange ? ' Arrows show the change of the rank since the previous year.' : ''}`}
      isLoading={isLoading}
      error={error}
      summary={summary}
      chart={() => (
        <BarChart
          summary={summary!}
          groups={[
            { title: 'Girls', bars: girls.map((node) => bar(node, 'F', hasRankChange)) },
            { title: 'Boys', bars: boys.map((node) => bar(node, 'M', hasRankChange)) },
          ]}
        />
      )}
      table={() => <YearTable girls={girls} boys={boys} hasRankChange={hasRankChange} />}
      empty={isEmpty ? <NoYear period={period} /> : undefined}
      note={isDecade ? loadedYears(country.years, year) : undefined}
      more={
        data &&
        first < 1000 &&
        !isEmpty && (
          <p>
            <button type="button" onClick={() => replaceQuery({ first: Math.min(1000, first < 100 ? 100 : first * 2) })}>
              Show more names
            </button>
          </p>
        )
      }
      exportOptions={{
        query: PopularDocument,
        variables,
        odata:
          `PopularNames(country=${quoteLiteral(country.code)},${isDecade ? 'decade' : 'year'}=${year})` +
          `?$filter=Rank le ${first}&$orderby=Gender,Rank,Name`,
        fileName: `most-popular-${props.period || year}-${country.code}`,
      }}
    >
      <PeriodControls year={year} isDecade={isDecade} />
    </View>
  );
}

function PeriodControls(props: { year: number; isDecade: boolean }) {
  const { year, isDecade } = props;
  const { years, oldest, newest } = useCountry();
  const decades = [...new Set(years.map(decadeOf))].reverse();
  const step = isDecade ? 10 : 1;
  const address = (to: number) =>
    href(`/year/${to}${isDecade ? 's' : ''}`, {
      first: new URLSearchParams(location.search).get('first'),
      view: new URLSearchParams(location.search).get('view'),
    });
  const open = (period: string) => navigate(href(`/year/${period}`, { view: new URLSearchParams(location.search).get('view') }));
  const known = isDecade ? decades.includes(year) : years.includes(year);
  return (
    <>
      <Select
        label="Year"
        value={isDecade ? '' : String(year)}
        options={[
          ...(isDecade || !known ? [['', '–'] as const] : []),
          ...[...years].reverse().map((option) => [String(option), String(option)] as const),
        ]}
        onChange={open}
      />
      <Select
        label="Decade"
        value={isDecade ? `${year}s` : ''}
        options={[...(isDecade ? [] : [['', '–'] as const]), ...decades.map((decade) => [`${decade}s`, `${decade}s`] as const)]}
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
  const country = useCountry();
  return (
    <div class="notice" role="status">
      <h2>No data for {props.period}</h2>
      <p>
        Years from {country.oldest} to {country.newest} are loaded for {country.name}.{' '}
        <a href={href(`/year/${country.newest}`)}>Open {country.newest}</a>
      </p>
    </div>
  );
}

function bar(node: Node, sex: Sex, hasRankChange: boolean): Bar {
  const change = hasRankChange ? describeRankChange(node.rankChange) : undefined;
  const note = change && { note: change.text, ...(change.kind && { noteKind: change.kind }) };
  return {
    id: `${sex}-${node.name}`,
    label: node.name,
    href: nameHref(node.name),
    lead: String(node.rank),
    value: node.count,
    text: count(node.count),
    sex: sex,
    ...note,
  };
}

/** The change of a rank, as a sign for charts and in words for tables. */
function describeRankChange(change: number | null): { text: string; words: string; kind?: 'up' | 'down' } {
  if (change === null) return { text: 'new', words: 'no rank in the previous year', kind: 'up' };
  if (change === 0) return { text: '=', words: 'no change' };
  return change > 0
    ? { text: `▲ ${count(change)}`, words: `up ${count(change)}`, kind: 'up' }
    : { text: `▼ ${count(-change)}`, words: `down ${count(-change)}`, kind: 'down' };
}

/** The loaded years of a decade, if not all are loaded. */
function loadedYears(years: readonly number[], decade: number): string | undefined {
  const loaded = years.filter((year) => year >= decade && year <= decade + 9);
  return loaded.length === 10 ? undefined : `Loaded years of this decade: ${loaded.join(', ')}.`;
}

const decadeOf = (year: number) => year - (year % 10);

function mostPopular(nodes: readonly Node[], sex: string): string | undefined {
  return nodes[0] && `${nodes[0].name}, ${count(nodes[0].count)} ${sex}`;
}

function YearTable(props: { girls: readonly Node[]; boys: readonly Node[]; hasRankChange: boolean }) {
  const columns = [
    { title: 'Rank', isNumber: true },
    ...(props.hasRankChange ? [{ title: 'Change of rank' }] : []),
    { title: 'Name' },
    { title: 'Births', isNumber: true },
    { title: 'Share', isNumber: true },
  ];
  const rows = (nodes: readonly Node[]) =>
    nodes.map((node) => [
      node.rank,
      ...(props.hasRankChange ? [describeRankChange(node.rankChange).words] : []),
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
