import { useEffect } from 'preact/hooks';
import { LineChart } from '../charts/LineChart';
import { peak, type Series, toSeries } from '../charts/series';
import { useAsk } from '../data/useAsk';
import { useStart } from '../data/start';
import { count, girlsOrBoys, type Sex } from '../format';
import { NamePageDocument } from '../gql/graphql';
import { Choice } from '../parts/Choice';
import { absentNote, measureOf, measures } from '../parts/measures';
import { TrendTable } from '../parts/TrendTable';
import { quoted } from '../parts/Uses';
import { View } from '../parts/View';
import { change, go, href, usePlace } from '../route';
import { Elsewhere, Neighbours, Profile } from './NameParts';

const sexes = [
  ['both', 'Both'],
  ['F', 'Girls'],
  ['M', 'Boys'],
] as const;

export function NameScreen(props: { name: string }) {
  const start = useStart();
  const { query } = usePlace();
  const measure = measureOf(query.get('measure'));
  const sex = sexes.find(([value]) => value === query.get('sex'))?.[0] ?? 'both';
  const variables = { name: props.name, country: start.country };
  const { data, error, isLoading } = useAsk(NamePageDocument, variables);
  const profile = data?.nameProfile;
  const name = profile?.name ?? props.name;
  useEffect(() => {
    // The address has the name as the statistics spell it, which other questions look for.
    if (name !== props.name) go(href(`/name/${encodeURIComponent(name)}`, Object.fromEntries(query)), { replace: true });
  }, [name]);
  const series = (['F', 'M'] as const)
    .filter((one) => sex === 'both' || sex === one)
    .map((one) =>
      toSeries(
        name,
        one,
        one === 'F' ? 'Girls' : 'Boys',
        one === 'F' ? 'Girls' : 'Boys',
        one === 'F' ? 0 : 1,
        data?.nameTrend ?? [],
      ),
    )
    .filter((one) => sex !== 'both' || one.points.size > 0);
  const text = data && finding(name, series);
  return (
    <View
      title={name}
      lead={<Profile profile={profile} />}
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
          startYear={profile?.peakYear ?? start.newest}
        />
      )}
      table={() => (
        <TrendTable series={series} years={start.allYears} loaded={start.years} measure={measure} cutOff={start.cutOff} />
      )}
      chartNote={absentNote(start.cutOff)}
      empty={data && profile === null ? <Unknown name={name} /> : undefined}
      more={
        data && (
          <div class="columns">
            <Neighbours title="Spelled alike" name={name} matches={data.spelledAlike ?? []} />
            <Neighbours title="Sounding alike" name={name} matches={data.soundingAlike ?? []} />
            <Elsewhere name={name} rows={data.genderProbabilities?.nodes ?? []} />
          </div>
        )
      }
      uses={{
        query: NamePageDocument,
        variables,
        odata: `NameTrend(name=${quoted(name)},country=${quoted(start.country)})${sex === 'both' ? '' : `?$filter=Gender eq '${sex}'`}`,
        file: `${name}-${start.country}`,
      }}
    >
      <Choice
        label="Figure"
        value={measure}
        options={measures}
        onChange={(value) => change({ measure: value === 'count' ? null : value })}
      />
      <Choice label="Sex" value={sex} options={sexes} onChange={(value) => change({ sex: value === 'both' ? null : value })} />
      <a class="button" href={href('/compare', { names: name })}>
        Compare with others
      </a>
    </View>
  );
}

function Unknown(props: { name: string }) {
  const start = useStart();
  return (
    <div class="notice" role="status">
      <h2>No figures for “{props.name}”</h2>
      <p>
        It was never published for {start.countryName}
        {start.cutOff > 1 && `: names with fewer than ${start.cutOff} births in a year are withheld`}. Accents count here: Zoe is
        not Zoë. <a href={href('/', { q: props.name, how: 'SOUND' })}>Find names that sound like it</a>.
      </p>
    </div>
  );
}

function finding(name: string, series: readonly Series[]): string {
  const peaks = series.flatMap((one) => {
    const point = peak(one);
    return point ? [`${count(point.count)} ${girlsOrBoys(one.sex as Sex)} at its peak in ${point.year}`] : [];
  });
  return `${name}: ${peaks.join('; ') || 'no births published'}.`;
}
