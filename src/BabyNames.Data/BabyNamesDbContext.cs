using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BabyNames.Data;

/// <summary>The row sets that front ends read. It never writes: all writes are SQL statements of this project, and only
/// <c>schema/database</c> creates tables and views.</summary>
public sealed partial class BabyNamesDbContext(DbContextOptions<BabyNamesDbContext> options) : DbContext(options)
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
    public IQueryable<string> KnownNames =>
        Database.SqlQuery<string>($"""SELECT name AS "Value" FROM searchable_names WHERE country_code = ''""");

    // PostgreSQL keeps moments in UTC; the driver refuses one that a client gave with another offset.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BabyNamesDbContext).Assembly);

    private sealed class UtcConverter()
        : ValueConverter<DateTimeOffset, DateTimeOffset>(moment => moment.ToUniversalTime(), moment => moment);
}
