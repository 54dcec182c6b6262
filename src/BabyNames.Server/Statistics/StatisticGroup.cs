using System.ComponentModel;
using BabyNames.GraphQLEngine.Records;

namespace BabyNames.Server.Statistics;

[Description("What the rows of nameStatistics are put together by.")]
public enum StatisticGroupKey
{
    [Description("Country.")]
    Country,

    [Description("Year of birth.")]
    Year,

    [Description("Ten years of birth: 1990 is 1990 to 1999.")]
    Decade,

    [Description("Sex as published.")]
    Gender,
}

[Description("Order of groups. Equal ones follow country, decade, year and sex.")]
public enum StatisticGroupOrder
{
    [Description("By country, decade, year and sex, those that the groups have.")]
    Key,

    [Description("By births, the most first.")]
    SumDesc,

    [Description("By rows, the most first.")]
    RowsDesc,
}

[Description("Rows of nameStatistics put together.")]
public sealed class StatisticGroup
{
    [Description("ISO 3166-1 alpha-2 code of the country. Null unless grouped by COUNTRY.")]
    public string? CountryCode { get; init; }

    [Description("First year of the ten, for example 1990. Null unless grouped by DECADE.")]
    public int? Decade { get; init; }

    [Description("Year of birth. Null unless grouped by YEAR.")]
    public int? Year { get; init; }

    [GraphQLEnum("Gender")]
    [Description("Sex as published. Null unless grouped by GENDER.")]
    public string? Gender { get; init; }

    [Description("Rows of nameStatistics in the group, at least 1: a name counts once for each country, year and sex.")]
    public long Rows { get; init; }

    [Description("Births of the rows, added up. Less than all births: publishers withhold small counts.")]
    public long Sum { get; init; }

    [Description("Births of a row on average, two decimals, halves rounded up.")]
    public decimal Average => Math.Round((decimal)Sum / Rows, 2, MidpointRounding.AwayFromZero);

    [Description("Births of the row with the fewest.")]
    public long Min { get; init; }

    [Description("Births of the row with the most.")]
    public long Max { get; init; }
}
