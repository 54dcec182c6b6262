using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Countries;
using BabyNames.Server.Search;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Statistics;

/// <summary>The entity set <c>Decades</c>: births, rank and share by country, decade, sex and name, in the order of the unique
/// index.</summary>
internal static class DecadeFeed
{
    public const string Set = "Decades";

    public static Feed Create(ODataModelBuilder model)
    {
        var set = model.EntitySet<DecadeStatistic>(Set);
        var statistic = set.EntityType;
        statistic.HasKey(row => new { row.CountryCode, row.Decade, row.Gender, row.Name });
        statistic.Property(row => row.CountryCode).IsRequired();
        statistic.Property(row => row.CountryName).IsRequired();
        statistic.Property(row => row.Decade);
        statistic.Property(row => row.Gender).IsRequired();
        statistic.Property(row => row.Name).IsRequired();
        statistic.Property(row => row.Count).Name = "Births";
        statistic.Property(row => row.Rank);
        statistic.Property(row => row.Share);
        statistic.Property(row => row.DecadeTotal);
        var perMillion = statistic.Property(row => row.PerMillion);
        (perMillion.Precision, perMillion.Scale) = (9, 2);
        statistic.Property(row => row.Coverage).IsRequired();
        statistic.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<DecadeStatistic>(Set, database => database.Set<DecadeStatistic>()) { Search = FeedSearch.OfNames, DistinctValues = FeedSearch.DistinctNames, IsOfStatistics = true };
    }
}
