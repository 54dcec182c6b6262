using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Statistics;

/// <summary>Row sets to which tools relate the statistics, each by one column. Only OData has them.</summary>
internal static class Dimensions
{
    /// <summary>All years with figures.</summary>
    public static RowSet<BabyNamesDbContext, CalendarYear> Years { get; } =
        new("Years", "Years for which at least one country has figures.", database => database.Set<CalendarYear>()) { IsCacheable = true };

    /// <summary>All names of each country.</summary>
    public static RowSet<BabyNamesDbContext, DistinctName> Names { get; } =
        new(
            "DistinctNames",
            "Names of each country over all years. The default order is by country and name.",
            database => database.Set<DistinctName>()
        )
        {
            VisibleColumns = new ColumnNames<DistinctName>()
                .ODataKey(row => row.NameKey)
                .Join(row => row.NameKey, row => row.CountryCode, '|', row => row.Name),
            Search = NameWords.OfNames,
            IsCacheable = true,
        };
}
