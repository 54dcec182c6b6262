using BabyNames.Data.Model;
using BabyNames.Server.Countries;
using BabyNames.Server.Feeds;
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
        statistic.HasKey(one => new { one.CountryCode, one.Decade, one.Gender, one.Name });
        statistic.Property(one => one.CountryCode).IsRequired();
        statistic.Property(one => one.CountryName).IsRequired();
        statistic.Property(one => one.Decade);
        statistic.Property(one => one.Gender).IsRequired();
        statistic.Property(one => one.Name).IsRequired();
        statistic.Property(one => one.Count).Name = "Births";
        statistic.Property(one => one.Rank);
        statistic.Property(one => one.Share);
        statistic.Property(one => one.DecadeTotal);
        statistic.Property(one => one.PerMillion);
        statistic.Property(one => one.Coverage).IsRequired();
        statistic.HasRequired(one => one.Country, (one, country) => one.CountryCode == country.Code);
        set.HasRequiredBinding(one => one.Country, CountryFeed.Set);
        return new Feed<DecadeStatistic>(Set, database => database.Set<DecadeStatistic>()) { Search = FeedSearch.OfNames, IsOfStatistics = true };
    }
}
