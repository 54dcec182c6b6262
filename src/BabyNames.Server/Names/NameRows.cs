using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Names;

/// <summary>The rows of the files, in the order in which they were loaded.</summary>
internal static class NameRows
{
    public static RowSet<BabyNamesDbContext, NameCount> Names { get; } =
        new(
            "Names",
            "Rows of the files that are served, as their publishers counted them. `nameStatistics` adds them up, with rank and share.",
            database => database.Names
        )
        {
            VisibleColumns = new ColumnNames<NameCount> { GraphQLType = "Name" }
                .HideFromGraphQL(row => row.CountryCode, row => row.CountryName)
                .HideFromOData(row => row.CountryId, row => row.Dataset)
                .Hide(row => row.DeletedAt)
                .ODataName(row => row.Count, "Births")
                .Enum(row => row.Gender, "Gender"),
            Search = NameWords.OfNames,
        };
}
