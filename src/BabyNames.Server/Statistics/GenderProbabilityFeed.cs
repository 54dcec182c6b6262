using BabyNames.Data.Model;
using BabyNames.Server.Countries;
using BabyNames.Server.Feeds;
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
        probability.HasKey(one => new { one.CountryCode, one.Name });
        probability.Property(one => one.CountryCode).IsRequired();
        probability.Property(one => one.CountryName).IsRequired();
        probability.Property(one => one.Name).IsRequired();
        probability.Property(one => one.MaleCount);
        probability.Property(one => one.FemaleCount);
        probability.Property(one => one.TotalCount);
        probability.Property(one => one.MaleProbability);
        probability.Property(one => one.FemaleProbability);
        probability.Property(one => one.Coverage).IsRequired();
        probability.HasRequired(one => one.Country, (one, country) => one.CountryCode == country.Code);
        set.HasRequiredBinding(one => one.Country, CountryFeed.Set);
        return new Feed<GenderProbability>(Set, database => database.GenderProbabilities) { Search = FeedSearch.OfNames, IsOfStatistics = true };
    }
}
