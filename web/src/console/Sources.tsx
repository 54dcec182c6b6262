import { ConsoleSourcesDocument } from '../gql/graphql';
import { DataTable } from '../parts/DataTable';
import { useLiveQuery } from './ConsoleContext';
import { Page } from './Page';

/** The supported sources. */
export function Sources() {
  const { data, error } = useLiveQuery(ConsoleSourcesDocument, {});
  return (
    <Page title="Sources" error={error}>
      {data && (
        <DataTable
          caption="Supported sources"
          columns={[
            { title: 'Source' },
            { title: 'Publisher' },
            { title: 'Area' },
            { title: 'Files' },
            { title: 'Years' },
            { title: 'Cut-off', isNumber: true },
            { title: 'Licence' },
            { title: 'Attribution' },
          ]}
          rows={(data.sources ?? []).map((source) => [
            source.id,
            source.url ? <a href={source.url}>{source.publisher}</a> : source.publisher,
            source.area ?? source.countryCode ?? 'any',
            source.files,
            source.years,
            source.cutOff > 1 ? `fewer than ${source.cutOff}` : 'none',
            source.licence,
            source.attribution,
          ])}
        />
      )}
    </Page>
  );
}
