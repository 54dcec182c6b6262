import { SplitChart } from '../charts/SplitChart';
import { useAsk } from '../data/useAsk';
import { useStart } from '../data/start';
import { count, percent } from '../format';
import { UnisexDocument } from '../gql/graphql';
import { Choice, Select } from '../parts/Choice';
import { DataTable } from '../parts/DataTable';
import { quoted } from '../parts/Uses';
import { View } from '../parts/View';
import { change, nameHref, usePlace } from '../route';

const orders = [
  ['births', 'Most births'],
  ['balance', 'Most even'],
] as const;
const shares = [10, 20, 30, 40, 45];
const minimums = [100, 1000, 10000, 100000];
const first = 30;

/** Names that are given to girls and to boys. */
export function Unisex() {
  const start = useStart();
  const { query } = usePlace();
  const order = query.get('order') === 'balance' ? 'balance' : 'births';
  const minimumShare = Number(query.get('share')) || 20;
  const minimum = Math.max(minimums[0]!, Number(query.get('minimum')) || 1000);
  const variables = {
    country: start.country,
    minimumShare,
    minimum,
    order: order === 'balance' ? ('BALANCE' as const) : null,
    first,
  };
  const { data, error, isLoading } = useAsk(UnisexDocument, withoutNull(variables));
  const rows = data?.unisexNames ?? [];
  const lead = rows[0];
  const text =
    data &&
    (lead
      ? `${lead.name} comes first: ${percent(lead.femaleProbability)} girls, ${percent(lead.maleProbability)} boys of ${count(lead.femaleCount + lead.maleCount)} births.`
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
      lead={`Names given to both sexes, ${start.countryName}, all years together.`}
      isLoading={isLoading}
      error={error}
      finding={text}
      chart={() => <SplitChart splits={splits} finding={text!} />}
      table={() => (
        <DataTable
          caption="Names given to girls and boys"
          columns={[
            { title: 'Name' },
            ...['Girls', 'Boys', 'Girls, share', 'Boys, share'].map((title) => ({ title, isNumber: true })),
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
      empty={data && rows.length === 0 ? <None /> : undefined}
      note={start.cutOff > 1 ? `Years with fewer than ${start.cutOff} births of a sex do not count.` : undefined}
      uses={{
        query: UnisexDocument,
        variables: withoutNull(variables),
        odata: `GenderProbabilities?$filter=CountryCode eq ${quoted(start.country)} and MaleProbability ge ${minimumShare} and FemaleProbability ge ${minimumShare} and Births ge ${minimum}&$orderby=${order === 'balance' ? '(MaleProbability sub 50) mul (MaleProbability sub 50),' : ''}Births desc,Name&$top=${first}`,
        file: `girls-and-boys-${start.country}`,
      }}
    >
      <Choice
        label="Order"
        value={order}
        options={orders}
        onChange={(value) => change({ order: value === 'births' ? null : value })}
      />
      <Select
        label="Rarer sex at least"
        value={String(minimumShare)}
        options={shares.map((share) => [String(share), `${share} %`] as const)}
        onChange={(value) => change({ share: value })}
      />
      <Select
        label="Births at least"
        value={String(minimum)}
        options={minimums.map((value) => [String(value), count(value)] as const)}
        onChange={(value) => change({ minimum: value })}
      />
    </View>
  );
}

/** An order that is left out is the server's own: by births. */
function withoutNull<T extends { order: string | null }>(variables: T) {
  const { order, ...others } = variables;
  return order === null ? others : { ...others, order };
}

function None() {
  return (
    <div class="notice" role="status">
      <h2>No names found</h2>
      <p>Choose a smaller share of the rarer sex, or fewer births.</p>
    </div>
  );
}
