using BabyNames.Data;
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
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.ODataSetup;

internal static class ODataSetup
{
    /// <summary>In the order of the metadata.</summary>
    private static readonly Func<ODataModelBuilder, Feed>[] Sets =
    [
        CountryFeed.Create, NameFeed.Create, NameStatisticFeed.Create, GenderProbabilityFeed.Create, YearTotalFeed.Create, DecadeFeed.Create,
        AreaFeed.Create, AreaStatistics.CreateFeed, DatasetFeed.Create,
    ];

    public static void AddODataFeeds(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<ODataLimits>("OData");
        builder.Services.AddSingleton(services => new FeedModel("BabyNames", Sets, ActivatorUtilities.CreateInstance<QuestionFunctions>(services).All))
            .AddSingleton(Service).AddODataEngine();
    }

    public static void MapODataFeeds(this WebApplication app) => app.MapODataEngine().RequireAuthorization(AccessSetup.Read);

    private static ODataService Service(IServiceProvider services)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>();
        var version = services.GetRequiredService<DataVersion>();
        return new(
            Paths.OData, async cancellationToken => await contexts.CreateDbContextAsync(cancellationToken), () => version.Current,
            services.GetRequiredService<FeedAdmission>());
    }
}
