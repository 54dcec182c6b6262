using BabyNames.Data.Model;
using BabyNames.Server.Countries;
using BabyNames.Server.Feeds;
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
        statistic.HasKey(one => new { one.CountryCode, one.Year, one.Gender, one.Name });
        statistic.Property(one => one.CountryCode).IsRequired();
        statistic.Property(one => one.CountryName).IsRequired();
        statistic.Property(one => one.Year);
        statistic.Property(one => one.Decade);
        statistic.Property(one => one.Gender).IsRequired();
        statistic.Property(one => one.Name).IsRequired();
        statistic.Property(one => one.Count).Name = "Births";
        statistic.Property(one => one.Rank);
        statistic.Property(one => one.Share);
        statistic.Property(one => one.YearTotal);
        statistic.Property(one => one.DatasetCount);
        statistic.Property(one => one.PerMillion);
        statistic.Property(one => one.Coverage).IsRequired();
        statistic.HasRequired(one => one.Country, (one, country) => one.CountryCode == country.Code);
        set.HasRequiredBinding(one => one.Country, CountryFeed.Set);
        return new Feed<NameStatistic>(Set, database => database.NameStatistics, new(
            database => database.YearTotals,
            new HashSet<string>
            {
                nameof(YearTotal.CountryCode), nameof(YearTotal.CountryName), nameof(YearTotal.Country), nameof(YearTotal.Year), nameof(YearTotal.Decade),
                nameof(YearTotal.Gender), nameof(YearTotal.Coverage),
            },
            "Births", nameof(YearTotal.Births), nameof(YearTotal.SmallestCount), nameof(YearTotal.LargestCount), nameof(YearTotal.Names)))
        { Search = FeedSearch.OfNames, IsOfStatistics = true };
    }
}
