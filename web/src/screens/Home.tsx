import { BandChart } from '../charts/BandChart';
import type { NamedTrend } from '../charts/bands';
import { useStart } from '../data/start';
import { absence, count, girlsOrBoys, type Sex } from '../format';
import { BandsDocument, type NameSearchMode } from '../gql/graphql';
import { Choice } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoted } from '../parts/Uses';
import { View } from '../parts/View';
import { change, go, nameHref, usePlace } from '../route';
import { useBands } from './bandsData';

const modes = [
  ['PREFIX', 'Beginning'],
  ['CONTAINS', 'Part'],
  ['SUFFIX', 'Ending'],
  ['SOUND', 'Sound'],
] as const satisfies readonly (readonly [NameSearchMode, string])[];
type Mode = (typeof modes)[number][0];

const singular: Record<Mode, string> = { PREFIX: 'begins with', CONTAINS: 'contains', SUFFIX: 'ends with', SOUND: 'sounds like' };
const verbs: Record<Mode, string> = { PREFIX: 'begin with', CONTAINS: 'contain', SUFFIX: 'end with', SOUND: 'sound like' };

export function Home() {
  const start = useStart();
  const { query } = usePlace();
  const typed = query.get('q') ?? '';
  const text = typed.trim().slice(0, 100);
  const mode = modes.find(([value]) => value === query.get('how'))?.[0] ?? 'PREFIX';
  const { data, error, isLoading } = useBands({ text, mode, country: start.country, newest: start.newest });
  const names = data?.map((trend) => trend.name) ?? [];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text && names[0]) go(nameHref(names[0]));
  };
  return (
    <View
      title="Type a name, see its story"
      lead={`How often each name was given to newborns, ${start.countryName}, ${start.oldest} to ${start.newest}.`}
      isLoading={isLoading}
      error={error}
      finding={data && finding(data, text, mode, start.newest)}
      chart={() => (
        <BandChart
          trends={data!}
          years={start.allYears}
          loaded={start.years}
          cutOff={start.cutOff}
          finding={finding(data!, text, mode, start.newest)}
        />
      )}
      table={() => <BandTable trends={data!} />}
      empty={data?.length === 0 ? <NoMatch text={text} mode={mode} /> : undefined}
      chartNote="Girls are above the line, boys below. Click a band, or press Enter in the field, to open a name."
      uses={{
        query: BandsDocument,
        variables: { names: names.length > 1 ? names : [...names, ...names], country: start.country },
        odata: `NameStatistics?$filter=CountryCode eq ${quoted(start.country)} and Name in (${names.map(quoted).join(',')})&$select=Name,Gender,Year,Births&$orderby=Name,Gender,Year`,
        title: text ? `Names that ${verbs[mode]} “${text}”` : `Names given most in ${start.newest}`,
        file: `names-${text || 'most-given'}`,
      }}
    >
      <form class="search" role="search" onSubmit={submit}>
        <label for="q">Name, or a part of one</label>
        <input
          id="q"
          type="search"
          value={typed}
          placeholder="Emma"
          maxLength={100}
          autocomplete="off"
          autocapitalize="words"
          spellcheck={false}
          onInput={(event) => change({ q: event.currentTarget.value })}
        />
      </form>
      <Choice label="Find by" value={mode} options={modes} onChange={(how) => change({ how: how === 'PREFIX' ? null : how })} />
    </View>
  );
}

function NoMatch(props: { text: string; mode: Mode }) {
  const other = props.mode === 'SOUND' ? 'Beginning' : 'Sound';
  return (
    <div class="notice" role="status">
      <h2>No name found</h2>
      <p>
        No published names {verbs[props.mode]} “{props.text}”. Remove a letter, or find by “{other}”.
      </p>
    </div>
  );
}

function finding(trends: readonly NamedTrend[], text: string, mode: Mode, newest: number): string {
  const best = top(trends);
  if (!best) return '';
  const which = text
    ? trends.length === 1
      ? `One name ${singular[mode]} “${text}”`
      : `The ${trends.length} names given most that ${verbs[mode]} “${text}”`
    : `The names given most in ${newest}`;
  return `${which}. The highest peak is ${best.name}: ${count(best.births)} ${girlsOrBoys(best.sex)} in ${best.year}.`;
}

/** The highest figure of all. */
function top(trends: readonly NamedTrend[]) {
  let best: { name: string; sex: Sex; year: number; births: number } | undefined;
  for (const { name, counts } of trends)
    for (const sex of ['F', 'M'] as const)
      for (const [year, births] of counts[sex]) if (!best || births > best.births) best = { name, sex, year, births };
  return best;
}

function BandTable(props: { trends: readonly NamedTrend[] }) {
  const start = useStart();
  const columns = props.trends.flatMap((trend) =>
    (['F', 'M'] as const).filter((sex) => trend.counts[sex].size > 0).map((sex) => ({ trend, sex })),
  );
  return (
    <DataTable
      caption="Births by year"
      columns={[
        { title: 'Year', isNumber: true },
        ...columns.map(({ trend, sex }) => ({ title: `${trend.name}, ${girlsOrBoys(sex)}`, isNumber: true })),
      ]}
      rows={[...start.allYears].reverse().map((year) => [
        year,
        ...columns.map(({ trend, sex }) => {
          const births = trend.counts[sex].get(year);
          return births === undefined ? absence(start.years, sex, year, start.cutOff) : count(births);
        }),
      ])}
    />
  );
}
