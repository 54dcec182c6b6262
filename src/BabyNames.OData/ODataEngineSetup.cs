using System.Text.Encodings.Web;
using BabyNames.ODataEngine.Batch;
using BabyNames.ODataEngine.Http;
using BabyNames.ODataEngine.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OData;
using Microsoft.AspNetCore.Routing;
using Microsoft.OData.Json;

namespace BabyNames.ODataEngine;

/// <summary>Adds the OData engine to a server.</summary>
public static class ODataEngineSetup
{
    /// <summary>Adds the services of the engine. The server must add <see cref="ODataService"/>, <see cref="ODataLimits"/>,
    /// <see cref="ODataModel"/>, <see cref="Queries.Caching.ResponseCache"/> and <see cref="TimeProvider"/>.</summary>
    public static void AddODataEngine(this IServiceCollection services) =>
        services.AddSingleton(CreateLibrary).AddSingleton<ODataCache>().AddSingleton<ODataEndpoint>().AddSingleton<BatchEndpoint>();

    /// <summary>Maps one endpoint for all paths below the service root, because only the model can resolve them, and one for
    /// <c>$batch</c>.</summary>
    /// <returns>The group of the endpoints, for conventions such as authorization.</returns>
    public static IEndpointConventionBuilder MapODataEngine(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var root = app.MapGroup(services.GetRequiredService<ODataService>().Path);
        root.Map("/{**resource}", services.GetRequiredService<ODataEndpoint>().HandleAsync);
        root.MapPost("/$batch", services.GetRequiredService<BatchEndpoint>().HandleAsync);
        return root;
    }

    /// <summary>Creates the service container of the OData library.</summary>
    private static ODataMiniMetadata CreateLibrary(IServiceProvider services)
    {
        var library = new ODataMiniMetadata
        {
            Model = services.GetRequiredService<ODataModel>().Model,
            // Writes & unescaped, so that next links can be copied from the JSON.
            Services = inner =>
                inner.AddSingleton<IJsonWriterFactory>(new ODataUtf8JsonWriterFactory(JavaScriptEncoder.UnsafeRelaxedJsonEscaping)),
        };
        // The endpoint normalizes the names of options itself.
        library.Options.EnableAll().SetNoDollarQueryOptions(false);
        // The getter builds the container. Concurrent first requests would build it twice.
        _ = library.ServiceProvider;
        return library;
    }
}
