using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Countries;
using BabyNames.Server.Search;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Statistics;

/// <summary>The row set of parts of countries: births, rank and share by area, year, sex and name, in the order of the unique
/// index.</summary>
internal static class AreaStatistics
{
    public static void AddType(EntityCatalog entities) => entities.Add<AreaStatistic>("AreaStatistic", options => options
        .Except(statistic => statistic.CountryName, statistic => statistic.Decade)
        .Enum(statistic => statistic.Gender, "Gender"));

    public static void AddField(ConventionSchema schema) => schema.Connection<BabyNamesDbContext, AreaStatistic>(
        "areaStatistics", "Births, rank and share in parts of countries by area, year, sex and name, in this order unless `order` says otherwise. "
        + "`nameStatistics` has those of whole countries.",
        database => database.AreaStatistics).Cached();

    public static Feed CreateFeed(ODataModelBuilder model)
    {
        var set = model.EntitySet<AreaStatistic>("AreaStatistics");
        var statistic = set.EntityType;
        statistic.HasKey(row => new { row.Area, row.Year, row.Gender, row.Name });
        statistic.Property(row => row.Area).IsRequired();
        statistic.Property(row => row.AreaName).IsRequired();
        statistic.Property(row => row.CountryCode).IsRequired();
        statistic.Property(row => row.CountryName).IsRequired();
        statistic.Property(row => row.Year);
        statistic.Property(row => row.Decade);
        statistic.Property(row => row.Gender).IsRequired();
        statistic.Property(row => row.Name).IsRequired();
        statistic.Property(row => row.Count).Name = "Births";
        statistic.Property(row => row.Rank);
        statistic.Property(row => row.Share);
        statistic.Property(row => row.YearTotal);
        var perMillion = statistic.Property(row => row.PerMillion);
        (perMillion.Precision, perMillion.Scale) = (9, 2);
        statistic.HasRequired(row => row.Country, (row, country) => row.CountryCode == country.Code);
        set.HasRequiredBinding(row => row.Country, CountryFeed.Set);
        return new Feed<AreaStatistic>("AreaStatistics", database => database.Set<AreaStatistic>())
        {
            Search = FeedSearch.OfNames,
            DistinctValues = FeedSearch.DistinctNames,
            IsOfStatistics = true,
        };
    }
}
