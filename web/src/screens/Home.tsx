import { BandChart } from '../charts/BandChart';
import type { NameTrend } from '../charts/bands';
import { useCountry } from '../data/country';
import { absenceText, count, type Sex, sexWord } from '../format';
import { BirthsByYearDocument, type NameSearchMode } from '../gql/graphql';
import { Choice } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoteLiteral } from '../parts/ExportPanel';
import { View } from '../parts/View';
import { nameHref, navigate, replaceQuery, useRoute } from '../route';
import { useMatchingTrends } from './useMatchingTrends';

const modes = [
  ['PREFIX', 'Starts with'],
  ['CONTAINS', 'Contains'],
  ['SUFFIX', 'Ends with'],
  ['SOUND', 'Sounds like'],
] as const satisfies readonly (readonly [NameSearchMode, string])[];
type Mode = (typeof modes)[number][0];

const singularVerbs: Record<Mode, string> = {
  PREFIX: 'starts with',
  CONTAINS: 'contains',
  SUFFIX: 'ends with',
  SOUND: 'sounds like',
};
const verbs: Record<Mode, string> = { PREFIX: 'start with', CONTAINS: 'contain', SUFFIX: 'end with', SOUND: 'sound like' };

/** Search while typing: the found names as bands. Without a text, the most popular names of the newest year. */
export function Home() {
  const country = useCountry();
  const { query } = useRoute();
  const typed = query.get('q') ?? '';
  const text = typed.trim().slice(0, 100);
  const mode = modes.find(([value]) => value === query.get('how'))?.[0] ?? 'PREFIX';
  const { data, error, isLoading } = useMatchingTrends({ text, mode, country: country.code, newest: country.newest });
  const names = data?.map((trend) => trend.name) ?? [];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text && names[0]) navigate(nameHref(names[0]));
  };
  return (
    <View
      title="Search baby names"
      lead={`Births by name and year, ${country.name}, ${country.oldest} to ${country.newest}.`}
      isLoading={isLoading}
      error={error}
      summary={data && summarize(data, text, mode, country.newest)}
      chart={() => (
        <BandChart
          trends={data!}
          years={country.years}
          yearsBySex={country.yearsBySex}
          cutOff={country.cutOff}
          summary={summarize(data!, text, mode, country.newest)}
        />
      )}
      table={() => <BandTable trends={data!} />}
      empty={data?.length === 0 ? <NoMatch text={text} mode={mode} /> : undefined}
      chartNote="Girls are above the zero line, boys below it. To open a name, click its band or press Enter in the search field."
      exportOptions={{
        query: BirthsByYearDocument,
        variables: { names: names.length > 1 ? names : [...names, ...names], country: country.code },
        odata:
          `NameStatistics?$filter=CountryCode eq ${quoteLiteral(country.code)} and Name in (${names.map(quoteLiteral).join(',')})` +
          '&$select=Name,Gender,Year,Births&$orderby=Name,Gender,Year',
        title: text ? `Names that ${verbs[mode]} “${text}”` : `Most popular names of ${country.newest}`,
        fileName: `names-${text || 'most-popular'}`,
      }}
    >
      <form class="search" role="search" onSubmit={submit}>
        <label for="q">Name or part of a name</label>
        <input
          id="q"
          type="search"
          value={typed}
          placeholder="Emma"
          maxLength={100}
          autocomplete="off"
          autocapitalize="words"
          spellcheck={false}
          onInput={(event) => replaceQuery({ q: event.currentTarget.value })}
        />
      </form>
      <Choice
        label="Match"
        value={mode}
        options={modes}
        onChange={(how) => replaceQuery({ how: how === 'PREFIX' ? null : how })}
      />
    </View>
  );
}

function NoMatch(props: { text: string; mode: Mode }) {
  const other = props.mode === 'SOUND' ? 'Starts with' : 'Sounds like';
  return (
    <div class="notice" role="status">
      <h2>No name found</h2>
      <p>
        No published names {verbs[props.mode]} “{props.text}”. Remove a letter or select “{other}”.
      </p>
    </div>
  );
}

function summarize(trends: readonly NameTrend[], text: string, mode: Mode, newest: number): string {
  const best = highestFigure(trends);
  if (!best) return '';
  const which = text
    ? trends.length === 1
      ? `One name ${singularVerbs[mode]} “${text}”`
      : `The ${trends.length} most popular names that ${verbs[mode]} “${text}”`
    : `The most popular names of ${newest}`;
  return `${which}. The highest peak is ${best.name}: ${count(best.births)} ${sexWord(best.sex)} in ${best.year}.`;
}

/** The name, sex and year with the most births. */
function highestFigure(trends: readonly NameTrend[]) {
  let best: { name: string; sex: Sex; year: number; births: number } | undefined;
  for (const { name, births: counts } of trends)
    for (const sex of ['F', 'M'] as const)
      for (const [year, births] of counts[sex]) if (!best || births > best.births) best = { name, sex, year, births };
  return best;
}

function BandTable(props: { trends: readonly NameTrend[] }) {
  const country = useCountry();
  const columns = props.trends.flatMap((trend) =>
    (['F', 'M'] as const).filter((sex) => trend.births[sex].size > 0).map((sex) => ({ trend, sex })),
  );
  return (
    <DataTable
      caption="Births by year"
      columns={[
        { title: 'Year', isNumber: true },
        ...columns.map(({ trend, sex }) => ({ title: `${trend.name}, ${sexWord(sex)}`, isNumber: true })),
      ]}
      rows={[...country.years].reverse().map((year) => [
        year,
        ...columns.map(({ trend, sex }) => {
          const births = trend.births[sex].get(year);
          return births === undefined ? absenceText(country.yearsBySex, sex, year, country.cutOff) : count(births);
        }),
      ])}
    />
  );
}
