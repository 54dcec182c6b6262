using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Countries;

/// <summary>The row sets of countries and areas.</summary>
internal static class CountryRows
{
    /// <summary>All countries. In OData the key is the code, which other entity sets contain, and the internal id is hidden.</summary>
    public static RowSet<BabyNamesDbContext, Country> Countries { get; } =
        new("Countries", "Countries whose statistics are stored. The default order is by code.", database => database.Countries)
        {
            Order = ["code"],
            VisibleColumns = new ColumnNames<Country>().HideFromOData(row => row.Id).ODataKey(row => row.Code),
            Search = NameWords.OfCountries,
        };

    /// <summary>All areas.</summary>
    public static RowSet<BabyNamesDbContext, Area> Areas { get; } =
        new(
            "Areas",
            "Whole countries, and the parts of countries that files can be about. The default order is by code.",
            database => database.Areas
        )
        {
            Order = ["code"],
            VisibleColumns = new ColumnNames<Area>()
                .HideFromGraphQL(row => row.CountryCode, row => row.CountryName)
                .HideFromOData(row => row.Id, row => row.CountryId)
                .ODataKey(row => row.Code),
        };
}
