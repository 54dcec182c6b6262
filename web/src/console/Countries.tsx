import {
  AddAreaDocument,
  ConsoleCountriesDocument,
  type ConsoleCountriesQuery,
  UpdateAreaDocument,
  UpdateCountryDocument,
} from '../gql/graphql';
import { ActionForm, Field, mutate, textOf } from './act';
import { Page } from './Console';
import { useFresh } from './live';

type Country = NonNullable<NonNullable<ConsoleCountriesQuery['countries']>['nodes']>[number];
type Area = NonNullable<NonNullable<ConsoleCountriesQuery['areas']>['nodes']>[number];

/** Names, pages and attributions of countries, and the parts of countries. */
export function Countries() {
  const { data, error } = useFresh(ConsoleCountriesDocument, {});
  const areas = (data?.areas?.nodes ?? []).filter((area) => !area.isWhole);
  return (
    <Page title="Countries" error={error}>
      {data && (
        <>
          <ul class="rows">
            {(data.countries?.nodes ?? []).map((country) => (
              <CountryRow key={country.id} country={country} />
            ))}
          </ul>
          <section>
            <h2>Parts of countries</h2>
            <ul class="rows">
              {areas.map((area) => (
                <AreaRow key={area.id} area={area} />
              ))}
            </ul>
          </section>
          <section>
            <h2>New part</h2>
            <ActionForm
              label="Add part"
              mutation="addArea"
              run={(values) =>
                mutate(AddAreaDocument, {
                  input: {
                    code: textOf(values, 'code') ?? '',
                    name: textOf(values, 'name') ?? '',
                    countsTowardsTotal: values.has('counts'),
                  },
                })
              }
            >
              <Field label="Code" hint="ISO 3166-2, for example FR-75.">
                <input name="code" required pattern="[A-Z]{2}-[A-Z0-9]{1,3}" />
              </Field>
              <Field label="Name">
                <input name="name" required maxLength={100} />
              </Field>
              <label class="check">
                <input type="checkbox" name="counts" /> It counts towards its country’s total and overlaps no other part that does
              </label>
            </ActionForm>
          </section>
        </>
      )}
    </Page>
  );
}

function CountryRow({ country }: { country: Country }) {
  return (
    <li>
      <b>{country.name}</b> ({country.code}). {country.attribution ?? 'No attribution'}.{' '}
      {country.sourceUrl && <a href={country.sourceUrl}>{new URL(country.sourceUrl).host}</a>}
      <details>
        <summary>Change {country.name}</summary>
        <ActionForm
          label={`Save ${country.name}`}
          mutation="updateCountry"
          run={(values) =>
            mutate(UpdateCountryDocument, {
              input: {
                code: country.code,
                name: textOf(values, 'name') ?? null,
                attribution: textOf(values, 'attribution') ?? null,
                sourceUrl: textOf(values, 'sourceUrl') ?? null,
              },
            })
          }
        >
          <Field label="Name">
            <input name="name" required maxLength={100} defaultValue={country.name} />
          </Field>
          <Field label="Attribution" hint="Who must be named when the figures are shown.">
            <input name="attribution" maxLength={2000} defaultValue={country.attribution ?? ''} />
          </Field>
          <Field label="Page of the publisher">
            <input name="sourceUrl" type="url" maxLength={2000} defaultValue={country.sourceUrl ?? ''} />
          </Field>
        </ActionForm>
      </details>
    </li>
  );
}

function AreaRow({ area }: { area: Area }) {
  return (
    <li>
      <b>{area.name ?? area.code}</b> ({area.code}).{' '}
      {area.countsTowardsTotal ? 'Counts towards its country’s total.' : 'Does not count towards its country’s total.'}
      <details>
        <summary>Change {area.name ?? area.code}</summary>
        <ActionForm
          label={`Save ${area.name ?? area.code}`}
          mutation="updateArea"
          run={(values) =>
            mutate(UpdateAreaDocument, {
              input: { code: area.code, name: textOf(values, 'name') ?? null, countsTowardsTotal: values.has('counts') },
            })
          }
        >
          <Field label="Name">
            <input name="name" required maxLength={100} defaultValue={area.name ?? ''} />
          </Field>
          <label class="check">
            <input type="checkbox" name="counts" defaultChecked={area.countsTowardsTotal} /> It counts towards its country’s total
            and overlaps no other part that does
          </label>
        </ActionForm>
      </details>
    </li>
  );
}
