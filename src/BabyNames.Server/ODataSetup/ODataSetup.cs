using System.Text.Encodings.Web;
using BabyNames.Server.Access;
using BabyNames.Server.Configuration;
using BabyNames.Server.Countries;
using BabyNames.Server.Datasets;
using BabyNames.Server.Feeds;
using BabyNames.Server.Feeds.Batch;
using BabyNames.Server.Names;
using BabyNames.Server.Questions;
using BabyNames.Server.Statistics;
using Microsoft.AspNetCore.OData;
using Microsoft.OData.Json;
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
        builder.Services.AddSingleton(services => new EdmModel(Sets, ActivatorUtilities.CreateInstance<QuestionFunctions>(services).All)).AddSingleton(Library)
            .AddSingleton<FeedCache>().AddSingleton<FeedAdmission>().AddSingleton<FeedPrice>().AddSingleton<FeedEndpoint>().AddSingleton<BatchEndpoint>();
    }

    /// <summary>One endpoint for all paths, because only the model knows what a path names.</summary>
    public static void MapODataFeeds(this WebApplication app)
    {
        app.Map(Paths.OData + "/{**resource}", app.Services.GetRequiredService<FeedEndpoint>().AnswerAsync).RequireAuthorization(AccessSetup.Read);
        app.MapPost(Paths.OData + "/$batch", app.Services.GetRequiredService<BatchEndpoint>().AnswerAsync).RequireAuthorization(AccessSetup.Read);
    }

    /// <summary>The service container of the library.</summary>
    private static ODataMiniMetadata Library(IServiceProvider services)
    {
        var library = new ODataMiniMetadata
        {
            Model = services.GetRequiredService<EdmModel>().Model,
            // Writes & unescaped, so that next links can be copied from the JSON.
            Services = inner => inner.AddSingleton<IJsonWriterFactory>(new ODataUtf8JsonWriterFactory(JavaScriptEncoder.UnsafeRelaxedJsonEscaping)),
        };
        // The names of options are normalised before.
        library.Options.EnableAll().SetNoDollarQueryOptions(false);
        // Built now, because concurrent first requests would build it twice.
        _ = library.ServiceProvider;
        return library;
    }
}
