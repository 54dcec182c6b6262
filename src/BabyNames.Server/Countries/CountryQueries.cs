using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;

namespace BabyNames.Server.Countries;

/// <summary>GraphQL fields of countries.</summary>
internal static class CountryQueries
{
    public static void AddTypes(EntityCatalog entities)
    {
        entities.Add<Country>("Country");
        entities.Add<Area>("Area", area => area.Except(row => row.CountryCode, row => row.CountryName));
    }

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection<BabyNamesDbContext, Country>(
            "countries", "Countries whose statistics are kept, by code unless `order` says otherwise.",
            database => database.Countries, order: ["code"]);
        schema.Connection<BabyNamesDbContext, Area>(
            "areas", "Countries as a whole and the parts of them that files can be about, by code unless `order` says otherwise.",
            database => database.Areas, order: ["code"]);
    }
}
