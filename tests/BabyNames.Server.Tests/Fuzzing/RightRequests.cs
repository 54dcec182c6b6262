namespace BabyNames.Server.Tests.Fuzzing;

/// <summary>Valid requests, which <see cref="Mutations"/> changes.</summary>
internal static class RightRequests
{
    /// <summary>Words that mutations insert where the syntax does not allow them.</summary>
    public static readonly string[] Words =
    [
        "nameStatistics",
        "popularNames",
        "nodes",
        "edges",
        "cursor",
        "where",
        "order",
        "first:",
        "last:",
        "after:",
        "country",
        "year",
        "gender",
        "F",
        "ASC",
        "eq:",
        "in:",
        "and:",
        "or:",
        "__typename",
        "__schema",
        "query",
        "mutation",
        "subscription",
        "fragment",
        "on",
        "@include(if: true)",
        "$a",
        "groupby",
        "aggregate",
        "filter(",
        "Births",
        "Name",
        "CountryCode",
        " eq ",
        " and ",
        " or ",
        "not ",
        "contains(",
        "length(",
        "rollup",
        "with sum as ",
        "$filter=",
        "$apply=",
        "$orderby=",
        "$expand=Country",
        "$search=",
        "$skiptoken=",
        "$count=true",
        "$batch",
        "$value",
    ];

    /// <summary>GraphQL documents without variables.</summary>
    public static readonly string[] Documents =
    [
        "{ nameStatistics(first: 5, where: { country: { code: { eq: \"US\" } }, or: [{ year: { in: [1880] } }, { name: { startsWith: "
            + "\"M\" } }] }, order: [{ count: DESC }]) { totalCount edges { cursor node { name year count share } } "
            + "pageInfo { endCursor } } }",
        "query($year: Int = 1880) { popularNames(country: \"US\", year: $year, gender: F, first: 3) { nodes { ...part } } } "
            + "fragment part on PeriodStatistic { name rank @include(if: true) }",
        "{ nameTrend(name: \"Mary\", country: \"US\") { year count } compareNames(names: [\"Mary\", \"Anna\"], country: \"US\") { "
            + "name } unisexNames(country: \"US\") { name } }",
        "{ nameSearch(query: \"mar\", mode: SIMILAR) { name count } nameStatisticsGroups(groupBy: [DECADE, GENDER]) { sum rows } "
            + "genderDistribution(names: [\"Mary\"]) { femaleProbability } }",
        "{ __schema { types { name fields { name } } } datasets(order: [{ uploadedAt: DESC }]) { "
            + "nodes { id status source { licence } } } jobs { nodes { type } } }",
    ];

    /// <summary>OData paths and queries, relative to the root of the OData service.</summary>
    public static readonly string[] Queries =
    [
        "NameStatistics?$filter=CountryCode eq 'US' and Year eq 1880 and startswith(Name,'M')&$orderby=Births "
            + "desc,Name&$top=5&$select=Name,Births&$count=true",
        "NameStatistics?$apply=filter(Gender eq 'F')/groupby((CountryCode,Decade),aggregate(Births with sum as Total,$count as "
            + "N))&$orderby=Total desc",
        "NameStatistics?$compute=Births mul 2 as Twice&$filter=length(Name) gt 3 and Births div 2 lt 100&$orderby=length(Name)&$top=3",
        "NameStatistics(CountryCode='US',Year=1880,Gender='F',Name='Mary')?$expand=Country($select=Name)",
        "PopularNames(country='US',year=@y,gender='F')?@y=1880&$top=3",
        "Names?$search=mary OR \"ann\" NOT anna&$skip=2&$format=csv",
        "GenderProbabilities/$count?$filter=MaleProbability gt 1",
        "Datasets?$filter=contains(tolower(Filename),'yob') and UploadedAt gt 2020-01-01T00:00:00Z",
        "$metadata?$format=json",
        "",
    ];

    public static readonly string[] Subscriptions =
    [
        "subscription { jobUpdated { id status rowsDone dataset { filename status } } }",
        "subscription { datasetUpdated { id filename status errors { code line } } }",
        "subscription { statisticsUpdated { dataVersion } }",
    ];

    /// <summary>GraphQL documents, each with its variables as JSON. They have every kind of argument and input field.</summary>
    public static readonly (string Document, string[] Variables)[] WithVariables =
    [
        (
            "query($country: String!, $year: Int, $gender: Gender, $first: Int, $after: String) { popularNames(country: $country, "
                + "year: $year, gender: $gender, first: $first, after: $after) { nodes { name } pageInfo { endCursor } } }",
            ["\"US\"", "1880", "\"F\"", "3", "null"]
        ),
        (
            "query($where: NameStatisticFilterInput, $order: [NameStatisticSortInput!], $last: Int, $before: String) { "
                + "nameStatistics(where: $where, order: $order, last: $last, before: $before) { totalCount nodes { name year share } } }",
            [
                """{"and":[{"count":{"gte":5}},{"share":{"lt":0.5}}],"country":{"code":{"in":["US"]}},"gender":{"in":["F","M"]},"""
                    + """ "name":{"startsWith":"Ma","nin":["Mary"]},"year":{"eq":1880}}""",
                """[{"count":"DESC"},{"country":{"name":"ASC"}}]""",
                "2",
                "null",
            ]
        ),
        (
            "query($names: [String!]!, $country: String!, $yearFrom: Int, $yearTo: Int) { compareNames(names: $names, country: "
                + "$country, yearFrom: $yearFrom, yearTo: $yearTo) { name } genderDistribution(names: $names, yearFrom: $yearFrom) { "
                + "femaleProbability } }",
            ["[\"Mary\",\"Anna\"]", "\"US\"", "1880", "1880"]
        ),
        (
            "query($id: UUID, $at: DateTime, $size: Long, $status: DatasetStatus, $text: String) { datasets(where: { id: { eq: $id "
                + "}, uploadedAt: { gt: $at }, fileSize: { lte: $size }, status: { neq: $status }, filename: { contains: $text } }) "
                + "{ nodes { id } } jobs(where: { datasetId: { in: [$id] }, completedAt: { lt: $at } }) { nodes { type } } }",
            ["\"0e984725-c51c-4bf4-9960-e1c80e27aba0\"", "\"2024-02-29T12:00:00.5Z\"", "9007199254740993", "\"FAILED\"", "\"yob\""]
        ),
        (
            "query($where: GenderProbabilityFilterInput, $share: Decimal, $order: UnisexOrder, $births: Int) { "
                + "genderProbabilities(where: $where) { nodes { name } } unisexNames(country: \"US\", minimumShare: $share, "
                + "minimumBirths: $births, order: $order) { name } }",
            ["""{"or":[{"femaleProbability":{"gt":99.5}},{"count":{"in":[100,200]}}]}""", "10.5", "\"BALANCE\"", "100"]
        ),
        (
            "query($query: String!, $mode: NameSearchMode, $groups: [StatisticGroupKey!]!, $first: Int) { nameSearch(query: $query, "
                + "mode: $mode, first: $first) { name } nameStatisticsGroups(groupBy: $groups, first: $first) { sum } }",
            ["\"mar\"", "\"SOUND\"", "[\"DECADE\",\"GENDER\"]", "5"]
        ),
        (
            "query($a: Int!, $b: Int!, $shown: Boolean!, $name: String!) { risingNames(country: \"US\", yearFrom: $a, yearTo: $b) { "
                + "name @include(if: $shown) } nameProfile(country: \"US\", name: $name) { name @skip(if: $shown) } }",
            ["1879", "1880", "true", "\"Mary\""]
        ),
        (
            "query($where: AdminActionFilterInput, $first: Int) { adminActions(where: $where, first: $first) { "
                + "nodes { action subject } } datasetStatistics(first: $first) { filename } }",
            ["""{"id":{"gt":1},"action":{"eq":"createApiKey"},"outcome":{"in":["DONE"]},"beganAt":{"lt":"2030-01-01T00:00:00Z"}}""", "3"]
        ),
        (
            "mutation($input: ReprocessDatasetInput!, $id: UUID!) { reprocessDataset(input: $input) { "
                + "errors { ... on Error { code message } } } cancelDataset(input: { datasetId: $id }) { errors { __typename } } }",
            [
                """{"datasetId":"0e984725-c51c-4bf4-9960-e1c80e27aba0","parser":"us_ssa","reason":"a test","allowOverlap":true}""",
                "\"0e984725-c51c-4bf4-9960-e1c80e27aba0\"",
            ]
        ),
        (
            "mutation($expire: ExpireApiKeyInput!, $rotate: RotateApiKeyInput!, $create: CreateApiKeyInput!) { expireApiKey(input: "
                + "$expire) { errors { __typename } } rotateApiKey(input: $rotate) { "
                + "errors { __typename } } createApiKey(input: $create) { errors { ... on Error { code } } } }",
            [
                """{"keyId":"Ff4xuyIq6QYg","expiresAt":"2030-01-01T00:00:00Z"}""",
                """{"keyId":"Ff4xuyIq6QYg","overlapHours":24}""",
                """{"name":"a test","role":"VIEWER","expiresAt":"2001-01-01T00:00:00Z"}""",
            ]
        ),
    ];
}
