using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Statistics;

/// <summary>The row set of the statistics of parts of countries.</summary>
internal static class AreaStatistics
{
    /// <summary>The figures of names by part and year.</summary>
    public static RowSet<BabyNamesDbContext, AreaStatistic> Rows { get; } =
        new(
            "AreaStatistics",
            "Births, rank and share of names in parts of countries. The default order is by area, year, sex and name. "
                + "`nameStatistics` has the figures of whole countries.",
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
