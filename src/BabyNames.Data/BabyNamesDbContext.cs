using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BabyNames.Data;

/// <summary>What readers see of the database. Read-only: every write is a statement of raw SQL in this project, and
/// tables and views are made by <c>schema/database</c> alone.</summary>
public sealed class BabyNamesDbContext(DbContextOptions<BabyNamesDbContext> options) : DbContext(options)
{
    public DbSet<Country> Countries => Set<Country>();
    public DbSet<Dataset> Datasets => Set<Dataset>();
    public DbSet<NameCount> Names => Set<NameCount>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<NameStatistic> NameStatistics => Set<NameStatistic>();
    public DbSet<GenderProbability> GenderProbabilities => Set<GenderProbability>();
    public DbSet<StatisticsState> StatisticsStates => Set<StatisticsState>();

    // PostgreSQL keeps moments in UTC; the driver refuses one that a client gave with another offset.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BabyNamesDbContext).Assembly);

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(moment => moment.ToUniversalTime(), moment => moment);
}
