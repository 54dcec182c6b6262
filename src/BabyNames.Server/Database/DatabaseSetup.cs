using BabyNames.Data;
using BabyNames.Server.Notifications;
using BabyNames.Server.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BabyNames.Server.Database;

/// <summary>Registers the connection pools, the database context and the data version.</summary>
internal static class DatabaseSetup
{
    /// <summary>Niceness of the processes of the private PostgreSQL that run jobs.</summary>
    /// <remarks>Measured on two processors at half of the maximum request rate: the 99th percentile of reads during a refresh is 16 ms, and
    /// 34 ms with niceness 0. Niceness 10 is not better for readers, and it delays a refresh by minutes on a saturated machine.</remarks>
    private const int JobNiceness = 5;

    public static void AddDatabase(this IHostApplicationBuilder builder, ServerDatabase database)
    {
        // The container creates the instance, so that it also disposes it.
        builder.Services.AddSingleton(_ => new Databases(
            database.Connections with
            {
                WorkerNiceness = database.IsPrivate ? JobNiceness : 0,
            }
        ));
        builder.Services.AddSingleton<IDbContextFactory<BabyNamesDbContext>, DatabaseContexts>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DataVersion>().AddHostedService(services => services.GetRequiredService<DataVersion>());
        builder.Services.AddSingleton<EffectiveVersion>().AddSingleton<FirstRun>();
        builder.Services.AddSingleton<Conditions>().AddSingleton<DatabaseOutage>();
        if (database.Private is { } postgres)
            builder.Services.AddSingleton(postgres).AddHostedService<PrivateDatabaseGuard>();
    }
}
