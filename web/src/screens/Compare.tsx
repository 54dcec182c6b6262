import { LineChart } from '../charts/LineChart';
import { peak, type Series, toSeries } from '../charts/series';
import { useAsk } from '../data/useAsk';
import { useStart } from '../data/start';
import { count, girlsOrBoys, type Sex } from '../format';
import { TrendsDocument, type TrendsQuery } from '../gql/graphql';
import { Choice } from '../parts/Choice';
import { absentNote, measureOf, measures } from '../parts/measures';
import { NamesInput } from '../parts/NamesInput';
import { TrendTable } from '../parts/TrendTable';
import { quoted } from '../parts/Uses';
import { View } from '../parts/View';
import { change, href, usePlace } from '../route';

export const mostNames = 10;
type Compared = NonNullable<TrendsQuery['compareNames']>;

export function Compare() {
  const start = useStart();
  const { query } = usePlace();
  const measure = measureOf(query.get('measure'));
  const names = splitNames(query.get('names'));
  const variables = { names: names.length > 1 ? names : [...names, ...names], country: start.country };
  const { data, error, isLoading } = useAsk(TrendsDocument, names.length > 0 ? variables : undefined);
  const compared = (data?.compareNames ?? []).filter((one, i, all) => all.findIndex((other) => other.name === one.name) === i);
  const sex = sexOf(query.get('sex'), compared);
  const series = names.length === 0 ? [] : compared.map((one, i) => toSeries(one.name, sex, one.name, one.name, i, one.trend));
  const text = data && finding(series, sex);
  return (
    <View
      title="Compare names"
      lead={`Up to ${mostNames} names side by side, ${start.countryName}.`}
      isLoading={isLoading}
      error={error}
      finding={text}
      chart={() => (
        <LineChart
          series={series}
          years={start.years}
          measure={measure}
          cutOff={start.cutOff}
          finding={text!}
          startYear={start.newest}
        />
      )}
      table={() => (
        <TrendTable series={series} years={start.allYears} loaded={start.years} measure={measure} cutOff={start.cutOff} />
      )}
      empty={names.length === 0 ? <NoNames /> : undefined}
      chartNote={absentNote(start.cutOff)}
      uses={{
        query: TrendsDocument,
        variables,
        odata: `NameStatistics?$filter=CountryCode eq ${quoted(start.country)} and Gender eq '${sex}' and Name in (${compared.map((one) => quoted(one.name)).join(',')})&$select=Name,Year,Births,Rank,Share&$orderby=Name,Year`,
        file: `compare-${names.join('-')}`,
      }}
    >
      <NamesInput names={names} most={mostNames} onChange={(value) => change({ names: value.join(',') })} />
      <Choice
        label="Figure"
        value={measure}
        options={measures}
        onChange={(value) => change({ measure: value === 'count' ? null : value })}
      />
      <Choice
        label="Sex"
        value={sex}
        options={[
          ['F', 'Girls'],
          ['M', 'Boys'],
        ]}
        onChange={(value) => change({ sex: value })}
      />
    </View>
  );
}

function NoNames() {
  return (
    <div class="notice">
      <h2>Add names to compare</h2>
      <p>
        Type a name above and press Enter, or begin with{' '}
        <a href={href('/compare', { names: 'Emma,Olivia,Mary,Jennifer' })}>Emma, Olivia, Mary and Jennifer</a>.
      </p>
    </div>
  );
}

function splitNames(text: string | null): string[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter(Boolean))].slice(0, mostNames);
}

/** The sex that the names are given to most, unless the address says one. */
function sexOf(asked: string | null, compared: Compared): Sex {
  if (asked === 'F' || asked === 'M') return asked;
  let girls = 0;
  for (const point of compared.flatMap((one) => one.trend)) girls += point.gender === 'F' ? point.count : -point.count;
  return girls >= 0 ? 'F' : 'M';
}

function finding(series: readonly Series[], sex: Sex): string {
  const peaks = series.map((one) => {
    const point = peak(one);
    return point ? `${one.name}: ${count(point.count)} in ${point.year}` : `${one.name}: none published`;
  });
  return `Most ${girlsOrBoys(sex)} in a year: ${peaks.join('; ')}.`;
}
