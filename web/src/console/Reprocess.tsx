import { type ConsoleDatasetQuery, type Gender, ReprocessDatasetDocument } from '../gql/graphql';
import { ActionForm, Field, fieldText } from './Action';
import { sendMutation } from './mutation';

interface Props {
  id: string;
  country: string;
  sources: NonNullable<ConsoleDatasetQuery['sources']>;
  isBusy: boolean;
  suggestTakeOver: boolean;
}

/** A form that reads a stored file again. */
export function Reprocess(props: Props) {
  const run = (values: FormData) => {
    const [year, gender, area, publisher, parser] = ['year', 'gender', 'area', 'publisher', 'parser'].map((name) =>
      fieldText(values, name),
    );
    return sendMutation(ReprocessDatasetDocument, {
      input: {
        datasetId: props.id,
        reason: fieldText(values, 'reason') ?? '',
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
      <h2>Reprocess</h2>
      <ActionForm
        label="Reprocess"
        mutation="reprocessDataset"
        disabledReason={props.isBusy ? 'A job of this file is already queued or running.' : undefined}
        run={run}
      >
        <Field label="Reason" hint="Stored with the job.">
          <input name="reason" required maxLength={1000} />
        </Field>
        <Field label="Source">
          <select name="parser">
            <option value="">unchanged</option>
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
          <input type="checkbox" name="takeOver" defaultChecked={props.suggestTakeOver} /> Take over the years and sexes that
          another source serves
        </label>
        <details>
          <summary>Values that the file does not contain</summary>
          <FileFields blankText="unchanged" />
        </details>
      </ActionForm>
    </section>
  );
}

/** Year, sex, area and publisher, for files that do not contain them.
 * @param props.blankText The meaning of an empty field. */
export function FileFields(props: { blankText: string }) {
  return (
    <div class="fields">
      <Field label="Year">
        <input name="year" inputMode="numeric" pattern="[0-9]{4}" placeholder={props.blankText} />
      </Field>
      <Field label="Sex">
        <select name="gender">
          <option value="">{props.blankText}</option>
          <option value="F">girls</option>
          <option value="M">boys</option>
        </select>
      </Field>
      <Field label="Area" hint="ISO 3166-2, for example GB-SCT, if the file covers only a part of the country.">
        <input name="area" pattern="[A-Z]{2}(-[A-Z0-9]{1,3})?" placeholder={props.blankText} list="areas" />
      </Field>
      <Field label="Publisher" hint="For a file of your own.">
        <input name="publisher" maxLength={200} placeholder={props.blankText} />
      </Field>
    </div>
  );
}
