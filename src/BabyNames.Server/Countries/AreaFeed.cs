using BabyNames.Data.Model;
using BabyNames.ODataEngine.Rows;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Countries;

/// <summary>The entity set <c>Areas</c>, by code.</summary>
internal static class AreaFeed
{
    public static Feed Create(ODataModelBuilder model)
    {
        var set = model.EntitySet<Area>("Areas");
        var area = set.EntityType;
        area.HasKey(row => row.Code);
        area.Property(row => row.Code).IsRequired();
        area.Property(row => row.CountryCode).IsRequired();
        area.Property(row => row.CountryName).IsRequired();
        area.Property(row => row.Name);
        area.Property(row => row.IsWhole);
        area.Property(row => row.CountsTowardsTotal);
        area.Property(row => row.CreatedAt);
        area.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<Area>("Areas", database => database.Set<Area>());
    }
}
