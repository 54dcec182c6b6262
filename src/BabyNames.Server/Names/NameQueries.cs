using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;

namespace BabyNames.Server.Names;

/// <summary>GraphQL fields of the rows of the files.</summary>
internal static class NameQueries
{
    public static void AddTypes(EntityCatalog entities) => entities.Add<NameCount>("Name", options => options
        .Except(name => name.DeletedAt, name => name.CountryCode, name => name.CountryName, name => name.Decade)
        .Enum(row => row.Gender, "Gender"));

    public static void AddFields(ConventionSchema schema) => schema.Connection<BabyNamesDbContext, NameCount>(
        "names", "Rows of the files that are served, as their publishers counted them. `nameStatistics` adds them up, with rank and share.",
        database => database.Names);
}
