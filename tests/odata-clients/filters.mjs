// Sends what odata-query and Kendo make of every operator that they have. Prints one line of JSON: each address, what the answer says, and the SQL
// that says the same of the tables.
import buildQuery, { alias, decimal, duration, guid, raw } from "odata-query";
import { createRequire } from "node:module";

const [url, key] = process.argv.slice(2);
const kendo = createRequire(import.meta.url)("./kendo.cjs");
const answers = [];

const ask = async path => {
    const response = await fetch(url + path, { headers: { "X-Api-Key": key } });
    const text = await response.text();
    if (!response.ok)
        return { fault: `${response.status} ${text}` };
    return response.headers.get("content-type").includes("json") ? JSON.parse(text) : text;
};

/** @param says Of the answer. */
const compare = async (path, says, sql) => {
    const answer = await ask(path);
    answers.push({ path, says: answer.fault ?? `${says(answer)}`, sql });
};

const counted = (set, query, from, where = "TRUE") =>
    compare(`/${set}${query}`, answer => answer["@odata.count"], `SELECT COUNT(*)::TEXT FROM ${from} WHERE ${where}`);
const filtered = (filter, where, set = "NameStatistics", from = "name_statistics_view") =>
    counted(set, buildQuery({ filter, count: true, top: 1 }), from, where);
const datasetId = (await ask("/Datasets?$top=1&$filter=Source eq 'us_ssa'")).value[0].Id;
const moment = new Date("2020-02-03T04:05:06.789Z");

// odata-query: comparisons.
await filtered({ Name: "Mary" }, "name = 'Mary'");
await filtered({ Name: "O'Neil" }, "name = 'O''Neil'");
await filtered({ Name: "100% +&#?" }, "name = '100% +&#?'");
await filtered({ Name: "Zoë" }, "name = 'Zoë'");
for (const [operator, sql] of [["eq", "="], ["ne", "<>"], ["gt", ">"], ["ge", ">="], ["lt", "<"], ["le", "<="]]) {
    await filtered({ Births: { [operator]: 100 } }, `total_count ${sql} 100`);
    await filtered({ Name: { [operator]: "Mary" } }, `name ${sql} 'Mary'`);
    await filtered({ Share: { [operator]: decimal("0.05") } }, `share ${sql} 0.05`);
    await filtered({ CreatedAt: { [operator]: moment } }, `created_at ${sql} '2020-02-03T04:05:06.789Z'`, "Names", "names_view");
    await filtered({ FirstDay: { [operator]: raw("1881-01-01") } }, `first_day ${sql} '1881-01-01'`, "Years", "years");
}
await filtered({ Births: { gt: 100, lt: 200 } }, "total_count > 100 AND total_count < 200");
await filtered({ Births: { gt: raw("100L") } }, "total_count > 100");
await filtered({ Share: { gt: 0.5 } }, "share > 0.5");
await filtered({ Name: { in: ["Mary", "O'Neil", "Zoë"] } }, "name IN ('Mary', 'O''Neil', 'Zoë')");
await filtered({ Year: { in: [1881] } }, "year = 1881");
await filtered({ DatasetId: { in: { type: "guid", value: [datasetId] } } }, `dataset_id = '${datasetId}'`, "Names", "names_view");
await filtered({ DatasetId: guid(datasetId) }, `dataset_id = '${datasetId}'`, "Names", "names_view");
await filtered({ DatasetId: { ne: guid(datasetId) } }, `dataset_id <> '${datasetId}'`, "Names", "names_view");
await filtered({ "UpdatedAt sub CreatedAt": { lt: duration("PT10M") } }, "updated_at - created_at < '10 min'", "Countries", "countries");
await filtered({ SourceUrl: null }, "source_url IS NULL", "Countries", "countries");
await filtered({ SourceUrl: { ne: null } }, "source_url IS NOT NULL", "Countries", "countries");
await filtered({ CountsTowardsTotal: true }, "counts_towards_total", "Areas", "areas");
await filtered({ CountsTowardsTotal: { ne: true } }, "NOT counts_towards_total", "Areas", "areas");

// odata-query: functions, logic, paths, aliases.
await filtered({ Name: { contains: "nn" } }, "name LIKE '%nn%'");
await filtered({ Name: { startswith: "Ma" } }, "name LIKE 'Ma%'");
await filtered({ Name: { endswith: "ie" } }, "name LIKE '%ie'");
await filtered({ Name: { matchespattern: "^[A-C].*a$" } }, "name ~ '^[A-C].*a$'");
await filtered({ "tolower(Name)": "mary" }, "LOWER(name) = 'mary'");
await filtered({ "tolower(Name)": { startswith: "ma" } }, "LOWER(name) LIKE 'ma%'");
await filtered({ "toupper(Name)": { contains: "ANN" } }, "UPPER(name) LIKE '%ANN%'");
await filtered({ "length(Name)": { gt: 8 } }, "LENGTH(name) > 8");
await filtered({ "indexof(Name,'nn')": { eq: 1 } }, "STRPOS(name, 'nn') = 2");
await filtered({ "trim(Name)": { ne: "Mary" } }, "name <> 'Mary'");
await filtered({ "year(CreatedAt)": { ge: 2020 } }, "EXTRACT(YEAR FROM created_at) >= 2020", "Names", "names_view");
await filtered({ "date(CreatedAt)": { ge: raw("2020-01-01") } }, "created_at >= '2020-01-01'", "Names", "names_view");
await filtered({ not: { Name: { contains: "a" } } }, "name NOT LIKE '%a%'");
await filtered({ not: [{ Year: 1880 }, { Gender: "F" }] }, "NOT (year = 1880 AND gender = 'F')");
await filtered({ or: [{ Name: "Mary" }, { Name: { startswith: "Z" } }] }, "name = 'Mary' OR name LIKE 'Z%'");
await filtered({ or: { Name: "Mary", Year: 1881 } }, "name = 'Mary' OR year = 1881");
await filtered({ and: [{ Year: 1880 }, { or: [{ Gender: "M" }, { and: [{ Name: "Anna" }, { Births: { gt: 5 } }] }] }] },
    "year = 1880 AND (gender = 'M' OR (name = 'Anna' AND total_count > 5))");
await filtered([{ Year: 1880 }, { Gender: "F" }, "Births gt 100"], "year = 1880 AND gender = 'F' AND total_count > 100");
await filtered({ Country: { Name: "United Kingdom" } }, "country_name = 'United Kingdom'");
await filtered({ Country: { Code: { in: ["GB", "CA"] } } }, "country_code IN ('GB', 'CA')");
await filtered({ TotalsOfYear: { Births: { lt: 1000 } } }, "year_total < 1000");
await filtered({ CalendarYear: { FirstDay: raw("1881-01-01") } }, "year = 1881");

// odata-query: the other options.
const rows = "(SELECT * FROM name_statistics_view WHERE country_code = 'US' AND year = 1880 AND gender = 'F') s";
const usa = { CountryCode: "US", Year: 1880, Gender: "F" };
const list = "STRING_AGG(name, ',' ORDER BY total_count DESC, name)";
await compare(`/NameStatistics${buildQuery({ count: { Year: 1880 } })}`, answer => answer,
    "SELECT COUNT(*)::TEXT FROM name_statistics WHERE year = 1880");
await compare(`/NameStatistics${buildQuery({ filter: usa, select: ["Name", "Births"], orderBy: ["Births desc", "Name"], top: 5, skip: 2 })}`,
    answer => answer.value.map(row => row.Name), `SELECT ${list} FROM (SELECT * FROM ${rows} ORDER BY total_count DESC, name LIMIT 5 OFFSET 2) s`);
await compare(`/NameStatistics${buildQuery({ filter: usa, orderBy: [["Births", "desc"], "Name"], top: 5 })}`,
    answer => answer.value.map(row => row.Name), `SELECT ${list} FROM (SELECT * FROM ${rows} ORDER BY total_count DESC, name LIMIT 5) s`);
await compare(`/NameStatistics${buildQuery({ filter: { Name: "Zoë" }, expand: ["Country", { TotalsOfYear: { select: ["Births"] } }] })}`,
    answer => answer.value.map(row => `${row.Country.Name} ${row.TotalsOfYear.Births}`),
    "SELECT country_name || ' ' || year_total FROM name_statistics_view WHERE name = 'Zoë'");
await compare(`/NameStatistics${buildQuery({ filter: { Name: "Zoë" }, expand: { Country: { select: "Code" } }, orderBy: { Country: "Name" } })}`,
    answer => answer.value.map(row => row.Country.Code), "SELECT 'GB'");
await counted("NameStatistics", buildQuery({ search: "zoë", count: true }), "name_statistics", "name ~* 'zo[eë]'");
await filtered({ Name: alias("n", "O'Neil"), Year: { le: alias("year", 1881) } }, "name = 'O''Neil' AND year <= 1881");
const oneil = { CountryCode: "GB", Year: 1880, Gender: "F", Name: "O'Neil" };
await compare(`/NameStatistics${buildQuery({ key: oneil })}`, answer => answer.Births, "SELECT '200'");
await compare(`/Years${buildQuery({ key: 1880, select: "Decade", format: "json" })}`, answer => answer.Decade, "SELECT '1880'");
await compare(buildQuery({ func: { PopularNames: { country: "US", year: 1880, gender: "F" } }, top: 5, orderBy: "Rank,Name" }),
    answer => answer.value.map(row => row.Name), `SELECT ${list} FROM (SELECT * FROM ${rows} ORDER BY rank, name LIMIT 5) s`);
await compare(`/NameStatistics${buildQuery({ transform: { aggregate: { Births: { with: "sum", as: "T" } } } })}`,
    answer => answer.value[0].T, "SELECT SUM(total_count)::TEXT FROM name_statistics");
const methods = {
    sum: "SUM(rank)", min: "MIN(rank)", max: "MAX(rank)", countdistinct: "COUNT(DISTINCT rank)", average: "TRIM_SCALE(AVG(rank)::NUMERIC(20, 6))",
};
for (const [method, sql] of Object.entries(methods)) {
    await compare(`/NameStatistics${buildQuery({ transform: [{ filter: { Year: 1880 } }, { groupBy: { properties: ["Gender"],
        transform: { aggregate: [{ Rank: { with: method, as: "T" } }, "$count as N"] } } }, { filter: { T: { gt: 0 } } }], orderBy: "Gender" })}`,
        answer => answer.value.map(row => `${row.Gender} ${Number(row.T.toFixed(6))} ${row.N}`),
        `SELECT STRING_AGG(gender || ' ' || t || ' ' || n, ',' ORDER BY gender)
            FROM (SELECT gender, ${sql} AS t, COUNT(*) AS n FROM name_statistics WHERE year = 1880 GROUP BY gender) s`);
}

// Kendo: every operator, alone and in a composite filter.
const grid = (filter, where, set = "NameStatistics", from = "name_statistics_view", state = {}) =>
    counted(set, kendo({ filter: filter.logic ? filter : { logic: "and", filters: [filter] }, take: 1, ...state }), from, where);
for (const [operator, sql] of [["eq", "="], ["neq", "<>"], ["gt", ">"], ["gte", ">="], ["lt", "<"], ["lte", "<="]]) {
    await grid({ field: "Births", operator, value: 100 }, `total_count ${sql} 100`);
    await grid({ field: "Share", operator, value: 0.05 }, `share ${sql} 0.05`);
    await grid({ field: "Name", operator, value: "O'Neil" }, `name ${sql} 'O''Neil'`);
    await grid({ field: "CreatedAt", operator, value: moment }, `created_at ${sql} '2020-02-03T04:05:06Z'`, "Names", "names_view");
}
const like = { contains: "LIKE '%nn%'", doesnotcontain: "NOT LIKE '%nn%'", startswith: "LIKE 'nn%'", endswith: "LIKE '%nn'" };
for (const [operator, sql] of Object.entries(like)) {
    await grid({ field: "Name", operator, value: "nn" }, `name ${sql}`);
    await grid({ field: "Name", operator, value: "nn", ignoreCase: true }, `LOWER(name) ${sql}`);
}
await grid({ field: "Name", operator: "eq", value: "mary", ignoreCase: true }, "LOWER(name) = 'mary'");
const empty = { isnull: "IS NULL", isnotnull: "IS NOT NULL", isempty: "= ''", isnotempty: "IS DISTINCT FROM ''" };
for (const [operator, sql] of Object.entries(empty))
    await grid({ field: "SourceUrl", operator }, `source_url ${sql}`, "Countries", "countries");
await grid({ field: "SourceUrl", operator: "isnullorempty" }, "COALESCE(source_url, '') = ''", "Countries", "countries");
await grid({ field: "SourceUrl", operator: "isnotnullorempty" }, "source_url <> ''", "Countries", "countries");
await grid({ field: "DatasetId", operator: "eq", value: datasetId }, `dataset_id = '${datasetId}'`, "Names", "names_view");
await grid({ field: "CountsTowardsTotal", operator: "eq", value: true }, "counts_towards_total", "Areas", "areas");
await grid({ field: "Country.Name", operator: "startswith", value: "United K" }, "country_code = 'GB'", undefined, undefined,
    { sort: [{ field: "Country.Name", dir: "desc" }, { field: "Name" }], skip: 1 });
await grid({ logic: "or", filters: [
    { field: "Name", operator: "eq", value: "Mary" },
    { logic: "and", filters: [{ field: "Year", operator: "eq", value: 1881 }, { field: "Births", operator: "lt", value: 10 }] },
] }, "name = 'Mary' OR (year = 1881 AND total_count < 10)");

console.log(JSON.stringify(answers));
