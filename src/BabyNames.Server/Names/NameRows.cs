using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Names;

/// <summary>The row set of the rows of files.</summary>
internal static class NameRows
{
    /// <summary>Live rows of the files, in the order in which they were loaded.</summary>
    public static RowSet<BabyNamesDbContext, NameCount> Names { get; } =
        new(
            "Names",
            "Live rows of the loaded files, with the births that the publishers counted. `nameStatistics` has their sums with rank "
                + "and share.",
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
