using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Server.Notifications;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BabyNames.Server.Database;

internal static class DatabaseSetup
{
    /// <summary>Niceness of the private PostgreSQL's processes that run jobs. Measured on two processors at half of the most requests: the
    /// 99th percentile of reads during a refresh is 16 ms, 34 ms without it. 10 is no better for readers, and delays a refresh by minutes
    /// on a saturated machine.</summary>
    private const int JobNiceness = 5;

    public static void AddDatabase(this IHostApplicationBuilder builder, ServerDatabase database)
    {
        // Created by the container, so that the container disposes it.
        builder.Services.AddSingleton(_ => new Databases(database.ConnectionString, database.IsPrivate ? JobNiceness : 0));
        builder.Services.AddPooledDbContextFactory<BabyNamesDbContext>(
            (services, options) =>
            {
                services.GetRequiredService<Databases>().Configure(options);
                options.UseQueryFunctions();
            }
        );
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DataVersion>().AddHostedService(services => services.GetRequiredService<DataVersion>());
        builder.Services.AddSingleton<FirstRun>();
    }
}
