using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Countries;
using BabyNames.Server.Search;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Statistics;

/// <summary>The entity set <c>GenderProbabilities</c>, by country and name, the order of the unique index.</summary>
internal static class GenderProbabilityFeed
{
    public const string Set = "GenderProbabilities";

    public static Feed Create(ODataModelBuilder model)
    {
        var set = model.EntitySet<GenderProbability>(Set);
        var probability = set.EntityType;
        probability.HasKey(row => new { row.CountryCode, row.Name });
        probability.Property(row => row.CountryCode).IsRequired();
        probability.Property(row => row.CountryName).IsRequired();
        probability.Property(row => row.Name).IsRequired();
        probability.Property(row => row.MaleCount);
        probability.Property(row => row.FemaleCount);
        probability.Property(row => row.TotalCount);
        probability.Property(row => row.MaleProbability);
        probability.Property(row => row.FemaleProbability);
        probability.Property(row => row.Coverage).IsRequired();
        probability.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<GenderProbability>(Set, database => database.Set<GenderProbability>()) { Search = FeedSearch.OfNames, DistinctValues = FeedSearch.DistinctNames, IsOfStatistics = true };
    }
}
