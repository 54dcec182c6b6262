using BabyNames.Data.Model;
using BabyNames.Server.Feeds;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Countries;

/// <summary>The entity set <c>Countries</c>, by code. Other sets refer to the code, so the internal id is not shown.</summary>
internal static class CountryFeed
{
    public const string Set = "Countries";

    public static Feed Create(ODataModelBuilder model)
    {
        var country = model.EntitySet<Country>(Set).EntityType;
        country.HasKey(one => one.Code);
        country.Property(one => one.Code).IsRequired();
        country.Property(one => one.Name).IsRequired();
        country.Property(one => one.SourceUrl);
        country.Property(one => one.Attribution);
        country.Property(one => one.CreatedAt);
        country.Property(one => one.UpdatedAt);
        return new Feed<Country>(Set, database => database.Countries) { Search = FeedSearch.OfCountries };
    }
}
