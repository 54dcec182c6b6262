using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace BabyNames.Server.Database;

/// <summary>Creates database contexts from a pool. A context of a query reads from a standby if there is one, and reports the data version
/// of each snapshot to the <see cref="RequestSnapshot"/>. All other contexts read from the primary.</summary>
internal sealed class DatabaseContexts(Databases databases) : IDbContextFactory<BabyNamesDbContext>
{
    private readonly PooledDbContextFactory<BabyNamesDbContext> _pool = new(Options(databases));

    /// <inheritdoc/>
    public BabyNamesDbContext CreateDbContext()
    {
        var context = _pool.CreateDbContext();
        var snapshot = RequestSnapshot.Current;
        context.VersionRead = snapshot is null ? null : snapshot.Add;
        if (databases.HasStandby)
            context.Database.SetDbDataSource(snapshot is { UsesPrimary: false } ? databases.Reader : databases.PrimaryReader);
        return context;
    }

    private static DbContextOptions<BabyNamesDbContext> Options(Databases databases)
    {
        var options = new DbContextOptionsBuilder<BabyNamesDbContext>();
        Databases.Configure(options, databases.PrimaryReader);
        options.UseQueryFunctions();
        return options.Options;
    }
}
