import { useEffect } from 'preact/hooks';
import { peakOf, type Series, toSeries } from '../charts/series';
import { useCountry } from '../data/country';
import { useQuery } from '../data/useQuery';
import { count, sexTitle, sexWord } from '../format';
import { NamePageDocument } from '../gql/graphql';
import { quoteLiteral } from '../parts/ExportPanel';
import { TrendView } from '../parts/TrendView';
import { href, navigate, useRoute } from '../route';
import { CountriesOfName, Profile, SimilarNames } from './NameSections';

const sexes = [
  ['both', 'Both'],
  ['F', 'Girls'],
  ['M', 'Boys'],
] as const;

/** Figures of one name by year, its profile, similar names and its countries. */
export function NameScreen(props: { name: string }) {
  const country = useCountry();
  const { query } = useRoute();
  const sex = sexes.find(([value]) => value === query.get('sex'))?.[0] ?? 'both';
  const variables = { name: props.name, country: country.code };
  const { data, error, isLoading } = useQuery(NamePageDocument, variables);
  const profile = data?.nameProfile;
  const name = profile?.name ?? props.name;
  useEffect(() => {
    // The address gets the spelling of the statistics, because other queries compare the exact name.
    if (name !== props.name) navigate(href(`/name/${encodeURIComponent(name)}`, Object.fromEntries(query)), { replace: true });
  }, [name]);
  const series = (['F', 'M'] as const)
    .filter((item) => sex === 'both' || sex === item)
    .map((item) => toSeries(name, item, sexTitle(item), sexTitle(item), item === 'F' ? 0 : 1, data?.nameTrend ?? []))
    .filter((item) => sex !== 'both' || item.points.size > 0);
  return (
    <TrendView
      title={name}
      lead={<Profile profile={profile} />}
      isLoading={isLoading}
      error={error}
      summary={data && summarize(name, series)}
      series={series}
      initialYear={profile?.peakYear ?? country.newest}
      sex={sex}
      sexes={sexes}
      empty={data && profile === null ? <UnknownName name={name} /> : undefined}
      more={
        data && (
          <div class="columns">
            <SimilarNames title="Similar spelling" name={name} matches={data.spelledAlike ?? []} />
            <SimilarNames title="Similar sound" name={name} matches={data.soundingAlike ?? []} />
            <CountriesOfName name={name} rows={data.genderProbabilities?.nodes ?? []} />
          </div>
        )
      }
      exportOptions={{
        query: NamePageDocument,
        variables,
        odata:
          `NameTrend(name=${quoteLiteral(name)},country=${quoteLiteral(country.code)})` +
          (sex === 'both' ? '' : `?$filter=Gender eq '${sex}'`),
        fileName: `${name}-${country.code}`,
      }}
    >
      <a class="button" href={href('/compare', { names: name })}>
        Compare with others
      </a>
    </TrendView>
  );
}

function UnknownName(props: { name: string }) {
  const country = useCountry();
  return (
    <div class="notice" role="status">
      <h2>No figures for “{props.name}”</h2>
      <p>
        {country.name} has no published figure for this name.
        {country.cutOff > 1 && ` Publishers withhold names with fewer than ${country.cutOff} births in a year.`} Accents matter:
        Zoe and Zoë are different names. <a href={href('/', { q: props.name, how: 'SOUND' })}>Search names that sound like it</a>.
      </p>
    </div>
  );
}

function summarize(name: string, series: readonly Series[]): string {
  const peaks = series.flatMap((item) => {
    const point = peakOf(item);
    return point ? [`peak of ${count(point.count)} ${sexWord(item.sex)} in ${point.year}`] : [];
  });
  return `${name}: ${peaks.join('; ') || 'no births published'}.`;
}
