using BabyNames.Data;
using BabyNames.Server.Statistics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BabyNames.Server.FirstRun;

internal static class DatabaseSetup
{
    public static void AddDatabase(this IHostApplicationBuilder builder, ServerDatabase database)
    {
        // Given as an instance, it would be disposed of by nobody.
        builder.Services.AddSingleton(_ => new Databases(database.ConnectionString));
        builder.Services.AddPooledDbContextFactory<BabyNamesDbContext>((services, options) => services.GetRequiredService<Databases>().Configure(options));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DataVersion>().AddHostedService(services => services.GetRequiredService<DataVersion>());
        builder.Services.AddSingleton<FirstRun>();
    }
}
