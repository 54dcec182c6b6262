using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Countries;
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
        total.HasKey(row => new { row.CountryCode, row.Year, row.Gender });
        total.Property(row => row.CountryCode).IsRequired();
        total.Property(row => row.CountryName).IsRequired();
        total.Property(row => row.Year);
        total.Property(row => row.Decade);
        total.Property(row => row.Gender).IsRequired();
        total.Property(row => row.Births);
        total.Property(row => row.Names);
        total.Property(row => row.SmallestCount).Name = "FewestBirths";
        total.Property(row => row.LargestCount).Name = "MostBirths";
        total.Property(row => row.Coverage).IsRequired();
        total.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<YearTotal>(Set, database => database.Set<YearTotal>()) { IsOfStatistics = true };
    }
}
