using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Countries;

/// <summary>Countries and their areas.</summary>
internal static class CountryRows
{
    /// <summary>Other sets of OData refer to the code, so it does not show the internal id.</summary>
    public static RowSet<BabyNamesDbContext, Country> Countries { get; } =
        new("Countries", "Countries whose statistics are kept, by code unless `order` says otherwise.", database => database.Countries)
        {
            Order = ["code"],
            VisibleColumns = new ColumnNames<Country>().HideFromOData(row => row.Id).ODataKey(row => row.Code),
            Search = NameWords.OfCountries,
        };

    public static RowSet<BabyNamesDbContext, Area> Areas { get; } =
        new(
            "Areas",
            "Countries as a whole and the parts of them that files can be about, by code unless `order` says otherwise.",
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
