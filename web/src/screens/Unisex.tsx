import { SplitChart } from '../charts/SplitChart';
import { useCountry } from '../data/country';
import { useQuery } from '../data/useQuery';
import { count, percent } from '../format';
import { UnisexDocument } from '../gql/graphql';
import { Choice, Select } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoteLiteral } from '../parts/ExportPanel';
import { View } from '../parts/View';
import { nameHref, replaceQuery, useRoute } from '../route';

const orders = [
  ['births', 'Most births'],
  ['balance', 'Most balanced'],
] as const;
const shares = [10, 20, 30, 40, 45];
const minimums = [100, 1000, 10000, 100000];
const limit = 30;

/** Names of both sexes. */
export function Unisex() {
  const country = useCountry();
  const { query } = useRoute();
  const order = query.get('order') === 'balance' ? 'balance' : 'births';
  const minimumShare = Number(query.get('share')) || 20;
  const minimum = Math.max(minimums[0]!, Number(query.get('minimum')) || 1000);
  const variables = {
    country: country.code,
    minimumShare,
    minimum,
    order: order === 'balance' ? ('BALANCE' as const) : null,
    first: limit,
  };
  const { data, error, isLoading } = useQuery(UnisexDocument, withoutNull(variables));
  const rows = data?.unisexNames ?? [];
  const first = rows[0];
  const summary =
    data &&
    (first
      ? `${first.name} is first: ${percent(first.femaleProbability)} girls and ${percent(first.maleProbability)} boys ` +
        `of ${count(first.femaleCount + first.maleCount)} births.`
      : 'No names.');
  const splits = rows.map((row) => ({
    name: row.name,
    href: nameHref(row.name),
    female: row.femaleProbability,
    male: row.maleProbability,
  }));
  return (
    <View
      title="Names for girls and boys"
      lead={`Names of both sexes, ${country.name}, sum of all years.`}
      isLoading={isLoading}
      error={error}
      summary={summary}
      chart={() => <SplitChart splits={splits} summary={summary!} />}
      table={() => (
        <DataTable
          caption="Names for girls and boys"
          columns={[
            { title: 'Name' },
            ...['Girls', 'Boys', 'Share of girls', 'Share of boys'].map((title) => ({ title, isNumber: true })),
          ]}
          rows={rows.map((row) => [
            <a href={nameHref(row.name)}>{row.name}</a>,
            count(row.femaleCount),
            count(row.maleCount),
            percent(row.femaleProbability),
            percent(row.maleProbability),
          ])}
        />
      )}
      empty={data && rows.length === 0 ? <NoNames /> : undefined}
      note={country.cutOff > 1 ? `Years with fewer than ${country.cutOff} births of a sex are not included.` : undefined}
      exportOptions={{
        query: UnisexDocument,
        variables: withoutNull(variables),
        odata:
          `GenderProbabilities?$filter=CountryCode eq ${quoteLiteral(country.code)} and MaleProbability ge ${minimumShare} and ` +
          `FemaleProbability ge ${minimumShare} and Births ge ${minimum}&$orderby=` +
          `${order === 'balance' ? '(MaleProbability sub 50) mul (MaleProbability sub 50),' : ''}Births desc,Name&$top=${limit}`,
        fileName: `girls-and-boys-${country.code}`,
      }}
    >
      <Choice
        label="Sort by"
        value={order}
        options={orders}
        onChange={(value) => replaceQuery({ order: value === 'births' ? null : value })}
      />
      <Select
        label="Minimum share of the rarer sex"
        value={String(minimumShare)}
        options={shares.map((share) => [String(share), `${share} %`] as const)}
        onChange={(value) => replaceQuery({ share: value })}
      />
      <Select
        label="Minimum births"
        value={String(minimum)}
        options={minimums.map((value) => [String(value), count(value)] as const)}
        onChange={(value) => replaceQuery({ minimum: value })}
      />
    </View>
  );
}

/** Omits a null order, so that the server uses its default order by births. */
function withoutNull<T extends { order: string | null }>(variables: T) {
  const { order, ...others } = variables;
  return order === null ? others : { ...others, order };
}

function NoNames() {
  return (
    <div class="notice" role="status">
      <h2>No names found</h2>
      <p>Select a smaller minimum share or fewer births.</p>
    </div>
  );
}
