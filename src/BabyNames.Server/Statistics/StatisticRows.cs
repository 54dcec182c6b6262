using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Statistics;

/// <summary>The statistics of whole countries.</summary>
internal static class StatisticRows
{
    public static RowSet<BabyNamesDbContext, NameStatistic> NameStatistics { get; } =
        new(
            "NameStatistics",
            "Births, rank and share by country, year, sex and name, in this order unless `order` says otherwise.",
            database => database.NameStatistics
        )
        {
            VisibleColumns = new ColumnNames<NameStatistic>()
                .HideFromGraphQL(
                    row => row.CountryName,
                    row => row.NameKey,
                    row => row.CalendarYear,
                    row => row.TotalsOfYear,
                    row => row.DecadeStatistic,
                    row => row.DistinctName
                )
                .HideFromOData(row => row.CountryId)
                .ODataName(row => row.Count, "Births")
                .Join(row => row.NameKey, row => row.CountryCode, '|', row => row.Name)
                .Enum(row => row.Gender, "Gender"),
            Search = NameWords.OfNames,
            DistinctValues = NameWords.Distinct,
            IsCacheable = true,
            Totals = new(
                database => database.Set<YearTotal>(),
                new HashSet<string>
                {
                    nameof(YearTotal.CountryCode),
                    nameof(YearTotal.CountryName),
                    nameof(YearTotal.Country),
                    nameof(YearTotal.Year),
                    nameof(YearTotal.Decade),
                    nameof(YearTotal.Gender),
                    nameof(YearTotal.Coverage),
                    nameof(YearTotal.CalendarYear),
                },
                "Births",
                nameof(YearTotal.Count),
                nameof(YearTotal.SmallestCount),
                nameof(YearTotal.LargestCount),
                nameof(YearTotal.Names)
            ),
        };

    public static RowSet<BabyNamesDbContext, GenderProbability> GenderProbabilities { get; } =
        new(
            "GenderProbabilities",
            "How likely names are to be male or female, by country and name unless `order` says otherwise.",
            database => database.GenderProbabilities
        )
        {
            VisibleColumns = new ColumnNames<GenderProbability>()
                .HideFromGraphQL(row => row.CountryName, row => row.NameKey, row => row.DistinctName)
                .HideFromOData(row => row.CountryId)
                .ODataName(row => row.Count, "Births")
                .ODataName(row => row.FemaleCount, "FemaleBirths")
                .ODataName(row => row.MaleCount, "MaleBirths")
                .Join(row => row.NameKey, row => row.CountryCode, '|', row => row.Name),
            Search = NameWords.OfNames,
            DistinctValues = NameWords.Distinct,
            IsCacheable = true,
        };

    public static RowSet<BabyNamesDbContext, YearTotal> YearTotals { get; } =
        new(
            "YearTotals",
            "Births and names published by country, year and sex, in this order unless `order` says otherwise.",
            database => database.YearTotals
        )
        {
            VisibleColumns = new ColumnNames<YearTotal>()
                .HideFromGraphQL(row => row.CountryName, row => row.CalendarYear)
                .HideFromOData(row => row.CountryId)
                .ODataName(row => row.Count, "Births")
                .ODataName(row => row.SmallestCount, "FewestBirths")
                .ODataName(row => row.LargestCount, "MostBirths")
                .Enum(row => row.Gender, "Gender"),
            IsCacheable = true,
        };

    /// <summary>GraphQL asks for decades by <c>popularNames</c>.</summary>
    public static RowSet<BabyNamesDbContext, DecadeStatistic> Decades { get; } =
        new("Decades", "Births, rank and share by country, decade, sex and name.", database => database.Set<DecadeStatistic>())
        {
            VisibleColumns = new ColumnNames<DecadeStatistic>().HideFromOData(row => row.CountryId).ODataName(row => row.Count, "Births"),
            Search = NameWords.OfNames,
            DistinctValues = NameWords.Distinct,
            IsCacheable = true,
        };

    /// <summary>The figures of periods, which questions answer with.</summary>
    public static ColumnNames<PeriodStatistic> Periods { get; } =
        new ColumnNames<PeriodStatistic>()
            .HideFromGraphQL(row => row.CountryName)
            .HideFromOData(row => row.CountryId, row => row.Country)
            .ODataName(row => row.Count, "Births")
            .Enum(row => row.Gender, "Gender");
}
