using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Search;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Countries;

/// <summary>The entity set <c>Countries</c>, by code. Other sets refer to the code, so the internal id is not shown.</summary>
internal static class CountryFeed
{
    public const string Set = "Countries";

    public static Feed Create(ODataModelBuilder model)
    {
        var country = model.EntitySet<Country>(Set).EntityType;
        country.HasKey(row => row.Code);
        country.Property(row => row.Code).IsRequired();
        country.Property(row => row.Name).IsRequired();
        country.Property(row => row.SourceUrl);
        country.Property(row => row.Attribution);
        country.Property(row => row.CreatedAt);
        country.Property(row => row.UpdatedAt);
        return new Feed<Country>(Set, database => database.Set<Country>()) { Search = FeedSearch.OfCountries };
    }
}
