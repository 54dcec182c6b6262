import { useCountry } from '../data/country';
import { count, percent, plural } from '../format';
import type { NamePageQuery } from '../gql/graphql';
import { href, nameHref } from '../route';

type ProfileRow = NonNullable<NamePageQuery['nameProfile']>;
type Match = NonNullable<NamePageQuery['soundingAlike']>[number];
type Row = NonNullable<NonNullable<NamePageQuery['genderProbabilities']>['nodes']>[number];

/** The main figures of a name. While they load, it reserves their space. */
export function Profile(props: { profile: ProfileRow | null | undefined }) {
  const profile = props.profile;
  const facts: [string, string | null | undefined][] = [
    ['Births', profile && count(profile.femaleCount + profile.maleCount)],
    ['Girls', profile && births(profile.femaleCount)],
    ['Boys', profile && births(profile.maleCount)],
    ['Peak', profile && `${profile.peakYear}: ${count(profile.peakCount)}`],
    ['Years published', profile && `${profile.firstYear} to ${profile.lastYear}`],
    [profile ? `Rank in ${profile.newestYear}` : 'Rank', profile && ranks(profile)],
  ];
  return (
    <dl class="facts">
      {facts.map(([title, value], i) => (
        <div key={i}>
          <dt>{title}</dt>
          <dd>{value ?? (profile === null ? '–' : '\u00a0')}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The births of a sex. Without published figures there may be births below the cut-off. */
const births = (value: number) => (value === 0 ? 'none published' : count(value));

function ranks({ femaleRank, maleRank }: ProfileRow): string {
  const texts = [femaleRank && `${count(femaleRank)} girls`, maleRank && `${count(maleRank)} boys`].filter(Boolean);
  return texts.join(', ') || 'below the cut-off';
}

export function SimilarNames(props: { title: string; name: string; matches: readonly Match[] }) {
  const matches = props.matches.filter((match) => match.name !== props.name).slice(0, 12);
  return (
    <section>
      <h2>{props.title}</h2>
      {matches.length === 0 ? (
        <p class="quiet">No similar names.</p>
      ) : (
        <ul class="names">
          {matches.map((match) => (
            <li key={match.name}>
              <a href={nameHref(match.name)}>{match.name}</a>{' '}
              <span class="quiet">{count(match.femaleCount + match.maleCount)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function CountriesOfName(props: { name: string; rows: readonly Row[] }) {
  const { countries } = useCountry();
  const nameOf = (code: string) => countries.find((country) => country.code === code)?.name ?? code;
  return (
    <section>
      <h2>By country</h2>
      {props.rows.length === 0 ? (
        <p class="quiet">Fewer than 100 births in each country.</p>
      ) : (
        <ul class="names single-column">
          {props.rows.map((row) => (
            <li key={row.countryCode}>
              <a href={href(`/name/${encodeURIComponent(props.name)}`, { country: row.countryCode })}>
                {nameOf(row.countryCode)}
              </a>{' '}
              <span class="quiet">
                {plural(row.femaleCount + row.maleCount, 'birth')}, {percent(row.femaleProbability)} girls
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
