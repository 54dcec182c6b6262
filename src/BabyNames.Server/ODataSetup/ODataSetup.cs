using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.ODataEngine;
using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.Access;
using BabyNames.Server.Configuration;
using BabyNames.Server.Countries;
using BabyNames.Server.Datasets;
using BabyNames.Server.Names;
using BabyNames.Server.Notifications;
using BabyNames.Server.Questions;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Statistics;
using BabyNames.Server.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.ODataSetup;

/// <summary>Registers the OData service and lists its entity sets.</summary>
internal static class ODataSetup
{
    /// <summary>The entity sets in the order of the metadata.</summary>
    private static readonly EntitySet[] Sets =
    [
        EntitySet.Of(CountryRows.Countries),
        EntitySet.Of(NameRows.Names),
        EntitySet.Of(StatisticRows.NameStatistics),
        EntitySet.Of(StatisticRows.GenderProbabilities),
        EntitySet.Of(StatisticRows.YearTotals),
        EntitySet.Of(StatisticRows.Decades),
        EntitySet.Of(CountryRows.Areas),
        EntitySet.Of(AreaStatistics.Rows),
        EntitySet.Of(DatasetRows.Datasets),
        EntitySet.Of(Dimensions.Years),
        // The order is the order of an index. For the order of the key, the database would sort all names for each page.
        EntitySet.Of(Dimensions.Names, nameof(DistinctName.CountryCode), nameof(DistinctName.Name)),
    ];

    public static void AddODataService(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<ODataLimits>("OData");
        builder.Services.AddSingleton(Model).AddSingleton(Service).AddODataEngine();
    }

    public static void MapODataService(this WebApplication app) => app.MapODataEngine().RequireAuthorization(AccessSetup.Read);

    private static ODataModel Model(IServiceProvider services)
    {
        using var database = services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>().CreateDbContext();
        return new("BabyNames", database.Model, Sets, ActivatorUtilities.CreateInstance<QuestionFunctions>(services).All);
    }

    private static ODataService Service(IServiceProvider services)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>();
        var version = services.GetRequiredService<DataVersion>();
        return new(
            Paths.OData,
            async cancellationToken => await contexts.CreateDbContextAsync(cancellationToken),
            version,
            services.GetRequiredService<ODataAdmission>(),
            exception => services.GetRequiredService<DatabaseOutage>().Report(exception)
        );
    }
}
