using System.ComponentModel;
using BabyNames.GraphQLEngine.Records;

namespace BabyNames.Server.Statistics;

[Description("The keys by which the rows of nameStatistics are grouped.")]
public enum StatisticGroupKey
{
    [Description("Group by country.")]
    Country,

    [Description("Group by year of birth.")]
    Year,

    [Description("Group by decade of birth, for example 1990 for 1990 to 1999.")]
    Decade,

    [Description("Group by sex.")]
    Gender,
}

[Description("The order of groups. Groups with equal values are ordered by country, decade, year and sex.")]
public enum StatisticGroupOrder
{
    [Description("Order by the keys of the groups: country, decade, year, sex.")]
    Key,

    [Description("Order by births, descending.")]
    SumDesc,

    [Description("Order by number of rows, descending.")]
    RowsDesc,
}

[Description("A group of rows of nameStatistics.")]
public sealed class StatisticGroup
{
    [Description("ISO 3166-1 alpha-2 code of the country. The value is null unless the rows are grouped by COUNTRY.")]
    public string? CountryCode { get; init; }

    [Description("First year of the decade, for example 1990. The value is null unless the rows are grouped by DECADE.")]
    public int? Decade { get; init; }

    [Description("Year of birth. The value is null unless the rows are grouped by YEAR.")]
    public int? Year { get; init; }

    [GraphQLEnum("Gender")]
    [Description("Sex as published. The value is null unless the rows are grouped by GENDER.")]
    public string? Gender { get; init; }

    [Description("Number of rows of nameStatistics in the group, at least 1. A name has one row for each country, year and sex.")]
    public long Rows { get; init; }

    [Description("Sum of the births of the rows. It is lower than the number of all births, because publishers withhold small counts.")]
    public long Sum { get; init; }

    [Description("Average number of births of a row: two decimals, halves rounded up.")]
    public decimal Average => Math.Round((decimal)Sum / Rows, 2, MidpointRounding.AwayFromZero);

    [Description("Smallest number of births of a row.")]
    public long Min { get; init; }

    [Description("Largest number of births of a row.")]
    public long Max { get; init; }
}
