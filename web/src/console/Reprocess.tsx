import { type ConsoleDatasetQuery, type Gender, ReprocessDatasetDocument } from '../gql/graphql';
import { ActionForm, Field, mutate, textOf } from './act';

interface Props {
  id: string;
  country: string;
  sources: NonNullable<ConsoleDatasetQuery['sources']>;
  isBusy: boolean;
  suggestsTakeOver: boolean;
}

/** Reads a stored file again. */
export function Reprocess(props: Props) {
  const run = (values: FormData) => {
    const [year, gender, area, publisher, parser] = ['year', 'gender', 'area', 'publisher', 'parser'].map((name) =>
      textOf(values, name),
    );
    return mutate(ReprocessDatasetDocument, {
      input: {
        datasetId: props.id,
        reason: textOf(values, 'reason') ?? '',
        takeOver: values.has('takeOver'),
        ...(parser && { parser }),
        ...(year && { year: Number(year) }),
        ...(gender && { gender: gender as Gender }),
        ...(area && { area }),
        ...(publisher && { publisher }),
      },
    });
  };
  return (
    <section>
      <h2>Read it again</h2>
      <ActionForm
        label="Read it again"
        mutation="reprocessDataset"
        why={props.isBusy ? 'A job of this file waits or runs already.' : undefined}
        run={run}
      >
        <Field label="Reason" hint="It is kept with the job.">
          <input name="reason" required maxLength={1000} />
        </Field>
        <Field label="Source">
          <select name="parser">
            <option value="">as before</option>
            {props.sources
              .filter((source) => !source.countryCode || source.countryCode === props.country)
              .map((source) => (
                <option key={source.id} value={source.id}>
                  {source.id}: {source.publisher}
                </option>
              ))}
          </select>
        </Field>
        <label class="check">
          <input type="checkbox" name="takeOver" defaultChecked={props.suggestsTakeOver} /> Take over the years and sexes that
          another source serves
        </label>
        <details>
          <summary>Where the file does not say it</summary>
          <FileFields leftOut="as before" />
        </details>
      </ActionForm>
    </section>
  );
}

/** Year, sex, area and publisher, of files that do not say them. */
export function FileFields(props: { leftOut: string }) {
  return (
    <div class="fields">
      <Field label="Year">
        <input name="year" inputMode="numeric" pattern="[0-9]{4}" placeholder={props.leftOut} />
      </Field>
      <Field label="Sex">
        <select name="gender">
          <option value="">{props.leftOut}</option>
          <option value="F">girls</option>
          <option value="M">boys</option>
        </select>
      </Field>
      <Field label="Area" hint="ISO 3166-2, for example GB-SCT, where the file is about a part of the country.">
        <input name="area" pattern="[A-Z]{2}(-[A-Z0-9]{1,3})?" placeholder={props.leftOut} list="areas" />
      </Field>
      <Field label="Publisher" hint="Of a file of your own.">
        <input name="publisher" maxLength={200} placeholder={props.leftOut} />
      </Field>
    </div>
  );
}
