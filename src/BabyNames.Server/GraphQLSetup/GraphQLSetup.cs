using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Http;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Queries.Caching;
using BabyNames.Queries.Errors;
using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Audit;
using BabyNames.Server.Configuration;
using BabyNames.Server.Countries;
using BabyNames.Server.Datasets;
using BabyNames.Server.Errors;
using BabyNames.Server.Health;
using BabyNames.Server.Jobs;
using BabyNames.Server.Names;
using BabyNames.Server.Notifications;
using BabyNames.Server.Questions;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Search;
using BabyNames.Server.Statistics;
using BabyNames.Server.Subscriptions;
using BabyNames.Server.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.GraphQLSetup;

/// <summary>Registers the GraphQL endpoint and lists all fields of its schema.</summary>
internal static class GraphQLSetup
{
    public static void AddGraphQLApi(this IHostApplicationBuilder builder)
    {
        var limits = builder.AddSettings<GraphQLLimits>("GraphQL");
        ConventionSchema.AddTo(builder.Services, CreateSchema);
        builder.Services.AddSingleton(CreateEndpoint).AddSingleton<ChangeHub>().AddHostedService<ChangeListener>();
        builder.Services.AddSingleton(services => new ResponseCache(
            limits.ResponseCacheBytes,
            () => services.GetRequiredService<DataVersion>().Current
        ));
    }

    public static void MapGraphQLApi(this WebApplication app) =>
        app.Services.GetRequiredService<GraphQLEndpoint>().Map(app, Paths.GraphQL).RequireAuthorization(AccessSetup.ReadOrMonitor);

    private static GraphQLEndpoint CreateEndpoint(IServiceProvider services)
    {
        var version = services.GetRequiredService<DataVersion>();
        var limits = services.GetRequiredService<GraphQLLimits>();
        // A request acquires all its permits at once, so it must not need more permits than one client may have.
        limits.MaxParallelFields = Math.Min(
            limits.MaxParallelFields,
            LimitOptions.OfClient(services.GetRequiredService<LimitOptions>().MaxConcurrentQueries)
        );
        Admission admission = services.GetRequiredService<OperationAdmission>().AdmitAsync;
        var reports = services.GetRequiredService<DatabaseOutage>();
        Outage outage = exception =>
        {
            reports.Report(exception);
            return exception is DataVersionException ? Unavailable(exception.Message)
                : PostgresErrors.IsTransient(exception) ? Unavailable("The database does not answer. Try again later.")
                : null;
        };
        var access = services.GetRequiredService<IConnectionAccess>();
        return ActivatorUtilities.CreateInstance<GraphQLEndpoint>(
            services,
            new GraphQLHost(version, admission, outage, access, AccessSetup.MayRead)
        );
    }

    private static ClientError Unavailable(string message) =>
        new(message, ErrorCodes.Unavailable) { Status = StatusCodes.Status503ServiceUnavailable };

    private static ConventionSchema CreateSchema(IServiceProvider services)
    {
        using var database = services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>().CreateDbContext();
        var entities = new EntityCatalog(database.Model);
        entities.Add(CountryRows.Countries.VisibleColumns).Add(CountryRows.Areas.VisibleColumns).Add(NameRows.Names.VisibleColumns);
        DatasetQueries.AddTypes(entities);
        JobQueries.AddTypes(entities);
        AuditQueries.AddTypes(entities);
        StatisticQueries.AddTypes(entities);

        var counts = services.GetRequiredService<RowCounts>();
        var reads = services.GetRequiredService<RowReads>();
        var schema = new ConventionSchema(entities.Build(), services.GetRequiredService<GraphQLLimits>(), reads.OfConnection);
        schema.Connection(CountryRows.Countries);
        schema.Connection(CountryRows.Areas);
        schema.LookUp(
            "country",
            "The country with this code. The value is null if no country has this code.",
            CountryRows.Countries,
            "code"
        );
        DatasetQueries.AddFields(schema);
        SourceQueries.AddFields(schema);
        CountryMutations.AddFields(schema);
        AreaMutations.AddFields(schema);
        DatasetMutations.AddFields(schema);
        JobQueries.AddFields(schema);
        ApiKeyFields.AddFields(schema, services.GetRequiredService<ApiKeyStore>());
        AuditQueries.AddFields(schema);
        schema.Connection(NameRows.Names);
        StatisticQueries.AddFields(schema, counts);
        QuestionSetup.AddFields(schema, services.GetRequiredService<GraphQLLimits>(), counts);
        schema.Question(new NameSearchQuestion(counts)).Cached();
        MonitoringQueries.AddFields(schema, services.GetRequiredService<JobOptions>());
        return schema;
    }
}
