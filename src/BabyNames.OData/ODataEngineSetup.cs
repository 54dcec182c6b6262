using System.Text.Encodings.Web;
using BabyNames.ODataEngine.Batch;
using BabyNames.ODataEngine.Http;
using BabyNames.ODataEngine.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OData;
using Microsoft.AspNetCore.Routing;
using Microsoft.OData.Json;

namespace BabyNames.ODataEngine;

public static class ODataEngineSetup
{
    /// <summary>Add <see cref="ODataService"/>, <see cref="ODataLimits"/>, <see cref="ODataModel"/>, <see cref="Queries.Caching.ResponseCache"/> and
    /// <see cref="TimeProvider"/> as well.</summary>
    public static void AddODataEngine(this IServiceCollection services) =>
        services.AddSingleton(Library).AddSingleton<ODataCache>().AddSingleton<ODataEndpoint>().AddSingleton<BatchEndpoint>();

    /// <summary>One endpoint for all paths, because only the model knows what a path names.</summary>
    public static IEndpointConventionBuilder MapODataEngine(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var root = app.MapGroup(services.GetRequiredService<ODataService>().Path);
        root.Map("/{**resource}", services.GetRequiredService<ODataEndpoint>().AnswerAsync);
        root.MapPost("/$batch", services.GetRequiredService<BatchEndpoint>().AnswerAsync);
        return root;
    }

    /// <summary>The service container of the library.</summary>
    private static ODataMiniMetadata Library(IServiceProvider services)
    {
        var library = new ODataMiniMetadata
        {
            Model = services.GetRequiredService<ODataModel>().Model,
            // Writes & unescaped, so that next links can be copied from the JSON.
            Services = inner =>
                inner.AddSingleton<IJsonWriterFactory>(new ODataUtf8JsonWriterFactory(JavaScriptEncoder.UnsafeRelaxedJsonEscaping)),
        };
        // The names of options are normalised before.
        library.Options.EnableAll().SetNoDollarQueryOptions(false);
        // Built now, because concurrent first requests would build it twice.
        _ = library.ServiceProvider;
        return library;
    }
}
