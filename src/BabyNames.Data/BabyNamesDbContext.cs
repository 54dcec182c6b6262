using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BabyNames.Data;

/// <summary>The row sets that front ends read. The context is read-only: all writes are SQL statements of this project, and the files
/// of <c>schema/database</c> create the tables and views.</summary>
public sealed partial class BabyNamesDbContext(DbContextOptions<BabyNamesDbContext> options) : DbContext(options)
{
    /// <summary>Receives the data version of the snapshot of each query; null to read no versions. The creator of the context sets
    /// it.</summary>
    public Action<long>? VersionRead { get; set; }

    /// <summary>All countries.</summary>
    public DbSet<Country> Countries => Set<Country>();

    /// <summary>All countries as a whole and all parts of countries.</summary>
    public DbSet<Area> Areas => Set<Area>();

    /// <summary>Datasets that are not deleted.</summary>
    public DbSet<Dataset> Datasets => Set<Dataset>();

    /// <summary>The slices of datasets that are not deleted.</summary>
    public DbSet<DatasetSlice> DatasetSlices => Set<DatasetSlice>();

    /// <summary>Live rows of the files.</summary>
    public DbSet<NameCount> Names => Set<NameCount>();

    /// <summary>All actions of admins.</summary>
    public DbSet<AdminAction> AdminActions => Set<AdminAction>();

    /// <summary>All jobs of the queue, including ended ones.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>The figures of names by country and year.</summary>
    public DbSet<NameStatistic> NameStatistics => Set<NameStatistic>();

    /// <summary>The share of male and of female births of names by country.</summary>
    public DbSet<GenderProbability> GenderProbabilities => Set<GenderProbability>();

    /// <summary>The version of the data. The set has exactly one row.</summary>
    public DbSet<StatisticsState> StatisticsStates => Set<StatisticsState>();

    /// <summary>The figures of names by part of a country and year.</summary>
    public DbSet<AreaStatistic> AreaStatistics => Set<AreaStatistic>();

    /// <summary>The totals of countries by year.</summary>
    public DbSet<YearTotal> YearTotals => Set<YearTotal>();

    /// <summary>All distinct names of the statistics.</summary>
    public IQueryable<string> KnownNames =>
        Database.SqlQuery<string>($"""SELECT name AS "Value" FROM searchable_names WHERE country_code = ''""");

    /// <summary>Converts times to UTC, because Npgsql refuses a time with another offset.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    /// <summary>Maps each class of <c>Model</c> to its table or view.</summary>
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BabyNamesDbContext).Assembly);

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(time => time.ToUniversalTime(), time => time);
}
