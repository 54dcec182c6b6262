using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Search;

namespace BabyNames.Server.Statistics;

/// <summary>The tables that tools relate the statistics to, each by one column. They are of OData alone.</summary>
internal static class Dimensions
{
    public static RowSet<BabyNamesDbContext, CalendarYear> Years { get; } =
        new("Years", "Years that any country has figures of.", database => database.Set<CalendarYear>()) { IsCacheable = true };

    public static RowSet<BabyNamesDbContext, DistinctName> Names { get; } =
        new("DistinctNames", "Names of each country over all years, by country and name.", database => database.Set<DistinctName>())
        {
            VisibleColumns = new ColumnNames<DistinctName>()
                .ODataKey(row => row.NameKey)
                .Join(row => row.NameKey, row => row.CountryCode, '|', row => row.Name),
            Search = NameWords.OfNames,
            IsCacheable = true,
        };
}
