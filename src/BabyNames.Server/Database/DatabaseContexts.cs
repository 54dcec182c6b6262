using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace BabyNames.Server.Database;

/// <summary>Creates database contexts from a pool. A context of a query reads from a standby if there is one, and reports the data version
/// of each snapshot to the <see cref="RequestSnapshot"/>. All other contexts read from the primary.</summary>
internal sealed class DatabaseContexts : IDbContextFactory<BabyNamesDbContext>
{
    private readonly PooledDbContextFactory<BabyNamesDbContext> _primary;
    private readonly PooledDbContextFactory<BabyNamesDbContext> _standby;

    public DatabaseContexts(Databases databases)
    {
        _primary = _standby = new(Options(databases.PrimaryReader).Options);
        if (!databases.HasStandby)
            return;
        using var context = _primary.CreateDbContext();
        // A compiled query runs only with contexts of the same model.
        _standby = new(Options(databases.Reader).UseModel(context.Model).Options);
    }

    /// <inheritdoc/>
    public BabyNamesDbContext CreateDbContext()
    {
        var snapshot = RequestSnapshot.Current;
        var context = (snapshot is { UsesPrimary: false } ? _standby : _primary).CreateDbContext();
        context.VersionRead = snapshot is null ? null : snapshot.Add;
        return context;
    }

    private static DbContextOptionsBuilder<BabyNamesDbContext> Options(NpgsqlDataSource source)
    {
        var options = new DbContextOptionsBuilder<BabyNamesDbContext>();
        Databases.Configure(options, source);
        options.UseQueryFunctions();
        return options;
    }
}
