using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BabyNames.Data;

/// <summary>The row sets that front ends read. It never writes: all writes are SQL statements of this project, and only
/// <c>schema/database</c> creates tables and views.</summary>
public sealed class BabyNamesDbContext(DbContextOptions<BabyNamesDbContext> options) : DbContext(options)
{
    public DbSet<Country> Countries => Set<Country>();
    public DbSet<Area> Areas => Set<Area>();
    public DbSet<Dataset> Datasets => Set<Dataset>();
    public DbSet<DatasetSlice> DatasetSlices => Set<DatasetSlice>();
    public DbSet<NameCount> Names => Set<NameCount>();
    public DbSet<AdminAction> AdminActions => Set<AdminAction>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<NameStatistic> NameStatistics => Set<NameStatistic>();
    public DbSet<GenderProbability> GenderProbabilities => Set<GenderProbability>();
    public DbSet<StatisticsState> StatisticsStates => Set<StatisticsState>();
    public DbSet<AreaStatistic> AreaStatistics => Set<AreaStatistic>();
    public DbSet<YearTotal> YearTotals => Set<YearTotal>();

    /// <summary>All distinct names of the statistics.</summary>
    public IQueryable<string> KnownNames => Database.SqlQuery<string>($"""SELECT name AS "Value" FROM searchable_names WHERE country_code = ''""");

    /// <summary>The figures of whole decades; <see cref="NameStatistic.Year"/> is the first year, <see cref="NameStatistic.YearTotal"/>
    /// is of all years loaded, <see cref="NameStatistic.DatasetCount"/> of the year with most.</summary>
    public IQueryable<NameStatistic> DecadeStatistics => NameStatistics.FromSql($"""
        SELECT country_id, country_code, country_name, decade AS year, decade, gender, name, total_count, dataset_count, rank,
            decade_total AS year_total, share, per_million, coverage
        FROM decade_statistics_view
        """);

    /// <summary>The figures of parts of countries as those of countries are; <see cref="NameStatistic.Coverage"/> is the part.</summary>
    public IQueryable<NameStatistic> PartStatistics => NameStatistics.FromSql($"""
        SELECT country_id, country_code, country_name, year, decade, gender, name, total_count, 1 AS dataset_count, rank, year_total, share, per_million,
            area AS coverage
        FROM area_statistics_view
        """);

    /// <summary>The figures of a range of years of a part as one period, as <see cref="RangeStatistics"/> has those of a country. Added up for each question.</summary>
    public IQueryable<NameStatistic> PartRangeStatistics(string area, int from, int to) => NameStatistics.FromSql($"""
        SELECT countries.id AS country_id, countries.code AS country_code, countries.name AS country_name,
            {from} AS year, {from / 10 * 10} AS decade, gender, period.name, total_count, dataset_count, rank, year_total,
            (((20000 * total_count + year_total) / (2 * year_total)) * 0.01)::NUMERIC(5, 2) AS share,
            (((200000000 * total_count + year_total) / (2 * year_total)) * 0.01)::NUMERIC(9, 2) AS per_million, areas.code::TEXT COLLATE "C" AS coverage
        FROM (
            SELECT gender, name, SUM(total_count)::BIGINT AS total_count, 1 AS dataset_count,
                RANK() OVER (PARTITION BY gender ORDER BY SUM(total_count)::BIGINT DESC)::INTEGER AS rank,
                SUM(SUM(total_count)::BIGINT) OVER (PARTITION BY gender)::BIGINT AS year_total
            FROM area_statistics WHERE area = {area} AND year BETWEEN {from} AND {to}
            GROUP BY gender, name
        ) period
        JOIN areas ON areas.code = {area} JOIN countries ON countries.id = areas.country_id
        """);

    // PostgreSQL keeps moments in UTC; the driver refuses one that a client gave with another offset.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BabyNamesDbContext).Assembly);

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(moment => moment.ToUniversalTime(), moment => moment);
}
