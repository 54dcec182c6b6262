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

    // PostgreSQL keeps moments in UTC; the driver refuses one that a client gave with another offset.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BabyNamesDbContext).Assembly);

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(moment => moment.ToUniversalTime(), moment => moment);
}
