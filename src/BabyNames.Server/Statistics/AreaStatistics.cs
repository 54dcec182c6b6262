using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Statistics;

/// <summary>The statistics of parts of countries.</summary>
internal static class AreaStatistics
{
    public static RowSet<BabyNamesDbContext, AreaStatistic> Rows { get; } =
        new(
            "AreaStatistics",
            "Births, rank and share in parts of countries by area, year, sex and name, in this order unless `order` says otherwise. "
                + "`nameStatistics` has those of whole countries.",
            database => database.AreaStatistics
        )
        {
            VisibleColumns = new ColumnNames<AreaStatistic>()
                .HideFromGraphQL(row => row.CountryName)
                .HideFromOData(row => row.CountryId)
                .ODataName(row => row.Count, "Births")
                .Enum(row => row.Gender, "Gender"),
            Search = NameWords.OfNames,
            DistinctValues = NameWords.Distinct,
            IsCacheable = true,
        };
}
