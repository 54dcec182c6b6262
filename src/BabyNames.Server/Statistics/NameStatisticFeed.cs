using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Countries;
using BabyNames.Server.Search;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Statistics;

/// <summary>The entity set <c>NameStatistics</c>: births, rank and share by country, year, sex and name, in the order of the
/// unique index.</summary>
internal static class NameStatisticFeed
{
    public const string Set = "NameStatistics";

    public static Feed Create(ODataModelBuilder model)
    {
        var set = model.EntitySet<NameStatistic>(Set);
        var statistic = set.EntityType;
        statistic.HasKey(row => new { row.CountryCode, row.Year, row.Gender, row.Name });
        statistic.Property(row => row.CountryCode).IsRequired();
        statistic.Property(row => row.CountryName).IsRequired();
        statistic.Property(row => row.Year);
        statistic.Property(row => row.Decade);
        statistic.Property(row => row.Gender).IsRequired();
        statistic.Property(row => row.Name).IsRequired();
        statistic.Property(row => row.Count).Name = "Births";
        statistic.Property(row => row.Rank);
        statistic.Property(row => row.Share);
        statistic.Property(row => row.YearTotal);
        statistic.Property(row => row.DatasetCount);
        var perMillion = statistic.Property(row => row.PerMillion);
        (perMillion.Precision, perMillion.Scale) = (9, 2);
        statistic.Property(row => row.Coverage).IsRequired();
        statistic.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<NameStatistic>(Set, database => database.Set<NameStatistic>(), new(
            database => database.Set<YearTotal>(),
            new HashSet<string>
            {
                nameof(YearTotal.CountryCode), nameof(YearTotal.CountryName), nameof(YearTotal.Country), nameof(YearTotal.Year), nameof(YearTotal.Decade),
                nameof(YearTotal.Gender), nameof(YearTotal.Coverage),
            },
            "Births", nameof(YearTotal.Births), nameof(YearTotal.SmallestCount), nameof(YearTotal.LargestCount), nameof(YearTotal.Names)))
        { Search = FeedSearch.OfNames, DistinctValues = FeedSearch.DistinctNames, IsOfStatistics = true };
    }
}
