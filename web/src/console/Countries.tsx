import {
  AddAreaDocument,
  ConsoleCountriesDocument,
  type ConsoleCountriesQuery,
  UpdateAreaDocument,
  UpdateCountryDocument,
} from '../gql/graphql';
import { ActionForm, Field, fieldText } from './Action';
import { useLiveQuery } from './ConsoleContext';
import { sendMutation } from './mutation';
import { Page } from './Page';

type Country = NonNullable<NonNullable<ConsoleCountriesQuery['countries']>['nodes']>[number];
type Area = NonNullable<NonNullable<ConsoleCountriesQuery['areas']>['nodes']>[number];

/** Countries with their names, attributions and pages, and areas of countries. */
export function Countries() {
  const { data, error } = useLiveQuery(ConsoleCountriesDocument, {});
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
            <h2>Areas of countries</h2>
            <ul class="rows">
              {areas.map((area) => (
                <AreaRow key={area.id} area={area} />
              ))}
            </ul>
          </section>
          <section>
            <h2>New area</h2>
            <ActionForm
              label="Add area"
              mutation="addArea"
              run={(values) =>
                sendMutation(AddAreaDocument, {
                  input: {
                    code: fieldText(values, 'code') ?? '',
                    name: fieldText(values, 'name') ?? '',
                    countsTowardsTotal: values.has('counts'),
                  },
                })
              }
            >
              <Field label="Code" hint="ISO 3166-2, for example FR-13.">
                <input name="code" required pattern="[A-Z]{2}-[A-Z0-9]{1,3}" />
              </Field>
              <Field label="Name">
                <input name="name" required maxLength={100} />
              </Field>
              <label class="check">
                <input type="checkbox" name="counts" /> Counts towards the total of its country. Such areas must not overlap.
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
            sendMutation(UpdateCountryDocument, {
              input: {
                code: country.code,
                name: fieldText(values, 'name') ?? null,
                attribution: fieldText(values, 'attribution') ?? null,
                sourceUrl: fieldText(values, 'sourceUrl') ?? null,
              },
            })
          }
        >
          <Field label="Name">
            <input name="name" required maxLength={100} defaultValue={country.name} />
          </Field>
          <Field label="Attribution" hint="The source to name where the figures are shown.">
            <input name="attribution" maxLength={2000} defaultValue={country.attribution ?? ''} />
          </Field>
          <Field label="Web page of the publisher">
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
      {area.countsTowardsTotal ? 'Counts towards the total of its country.' : 'Does not count towards the total of its country.'}
      <details>
        <summary>Change {area.name ?? area.code}</summary>
        <ActionForm
          label={`Save ${area.name ?? area.code}`}
          mutation="updateArea"
          run={(values) =>
            sendMutation(UpdateAreaDocument, {
              input: { code: area.code, name: fieldText(values, 'name') ?? null, countsTowardsTotal: values.has('counts') },
            })
          }
        >
          <Field label="Name">
            <input name="name" required maxLength={100} defaultValue={area.name ?? ''} />
          </Field>
          <label class="check">
            <input type="checkbox" name="counts" defaultChecked={area.countsTowardsTotal} /> Counts towards the total of its
            country. Such areas must not overlap.
          </label>
        </ActionForm>
      </details>
    </li>
  );
}
