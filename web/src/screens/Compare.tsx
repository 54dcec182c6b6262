import { peakOf, type Series, toSeries } from '../charts/series';
import { useCountry } from '../data/country';
import { useQuery } from '../data/useQuery';
import { count, type Sex, sexWord } from '../format';
import { TrendsDocument, type TrendsQuery } from '../gql/graphql';
import { quoteLiteral } from '../parts/ExportPanel';
import { NamesInput } from '../parts/NamesInput';
import { TrendView } from '../parts/TrendView';
import { href, replaceQuery, useRoute } from '../route';

/** The limit of the server. */
const maxNames = 10;
const sexes = [
  ['F', 'Girls'],
  ['M', 'Boys'],
] as const;
type Compared = NonNullable<TrendsQuery['compareNames']>;

/** Trends of up to ten names in one chart. */
export function Compare() {
  const country = useCountry();
  const { query } = useRoute();
  const names = splitNames(query.get('names'));
  const variables = { names: names.length > 1 ? names : [...names, ...names], country: country.code };
  const { data, error, isLoading } = useQuery(TrendsDocument, names.length > 0 ? variables : undefined);
  const compared = (data?.compareNames ?? []).filter(
    (trend, i, all) => all.findIndex((other) => other.name === trend.name) === i,
  );
  const sex = selectedSex(query.get('sex'), compared);
  const series = names.length === 0 ? [] : compared.map(({ name, trend }, i) => toSeries(name, sex, name, name, i, trend));
  return (
    <TrendView
      title="Compare names"
      lead={`Up to ${maxNames} names side by side, ${country.name}.`}
      isLoading={isLoading}
      error={error}
      summary={data && summarize(series, sex)}
      series={series}
      initialYear={country.newest}
      sex={sex}
      sexes={sexes}
      empty={names.length === 0 ? <NoNames /> : undefined}
      exportOptions={{
        query: TrendsDocument,
        variables,
        odata:
          `NameStatistics?$filter=CountryCode eq ${quoteLiteral(country.code)} and Gender eq '${sex}' and ` +
          `Name in (${compared.map((trend) => quoteLiteral(trend.name)).join(',')})` +
          '&$select=Name,Year,Births,Rank,Share&$orderby=Name,Year',
        fileName: `compare-${names.join('-')}`,
      }}
      firstControl={
        <NamesInput names={names} maxNames={maxNames} onChange={(value) => replaceQuery({ names: value.join(',') })} />
      }
    />
  );
}

function NoNames() {
  return (
    <div class="notice">
      <h2>Add names to compare</h2>
      <p>
        Type a name above and press Enter, or start with{' '}
        <a href={href('/compare', { names: 'Emma,Olivia,Mary,Jennifer' })}>Emma, Olivia, Mary and Jennifer</a>.
      </p>
    </div>
  );
}

function splitNames(text: string | null): string[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter(Boolean))].slice(0, maxNames);
}

/** The sex of the address. Default: the sex with more births of these names. */
function selectedSex(requested: string | null, compared: Compared): Sex {
  if (requested === 'F' || requested === 'M') return requested;
  let girls = 0;
  for (const point of compared.flatMap((item) => item.trend)) girls += point.gender === 'F' ? point.count : -point.count;
  return girls >= 0 ? 'F' : 'M';
}

function summarize(series: readonly Series[], sex: Sex): string {
  const peaks = series.map((item) => {
    const point = peakOf(item);
    return point ? `${item.name}: ${count(point.count)} in ${point.year}` : `${item.name}: none published`;
  });
  return `Peak births of ${sexWord(sex)}: ${peaks.join('; ')}.`;
}
