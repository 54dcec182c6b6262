using BabyNames.Data.Model;
using BabyNames.Server.Countries;
using BabyNames.Server.Feeds;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Statistics;

/// <summary>The entity set <c>YearTotals</c>, by country, year and sex, the order of the unique index.</summary>
internal static class YearTotalFeed
{
    public const string Set = "YearTotals";

    public static Feed Create(ODataModelBuilder model)
    {
        var set = model.EntitySet<YearTotal>(Set);
        var total = set.EntityType;
        total.HasKey(one => new { one.CountryCode, one.Year, one.Gender });
        total.Property(one => one.CountryCode).IsRequired();
        total.Property(one => one.CountryName).IsRequired();
        total.Property(one => one.Year);
        total.Property(one => one.Decade);
        total.Property(one => one.Gender).IsRequired();
        total.Property(one => one.Births);
        total.Property(one => one.Names);
        total.Property(one => one.SmallestCount).Name = "FewestBirths";
        total.Property(one => one.LargestCount).Name = "MostBirths";
        total.Property(one => one.Coverage).IsRequired();
        total.HasRequired(one => one.Country, (one, country) => one.CountryCode == country.Code);
        set.HasRequiredBinding(one => one.Country, CountryFeed.Set);
        return new Feed<YearTotal>(Set, database => database.YearTotals) { IsOfStatistics = true };
    }
}
