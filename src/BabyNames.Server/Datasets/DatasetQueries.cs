using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Server.Access;
using BabyNames.Server.Notifications;
using BabyNames.Sources;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>GraphQL fields and subscriptions of datasets.</summary>
internal static class DatasetQueries
{
    public static void AddTypes(EntityCatalog entities)
    {
        entities.Add(DatasetRows.Datasets.Shown).Add(DatasetRows.Slices.Shown);
        entities.Derive<Dataset, string>("source", "Who published the file, under which licence. Null if this server no longer knows the source.",
            SourceQueries.Type(entities.Scalars), dataset => dataset.ParserType, SourceCatalog.Find);
    }

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection(DatasetRows.Datasets);
        schema.Connection<BabyNamesDbContext, Dataset>(
            "deletedDatasets", "Deleted datasets, the last deleted first unless `order` says otherwise. `restoreDataset` brings one back.",
            database => database.Datasets.IgnoreQueryFilters().Where(row => row.DeletedAt != null), order: ["-deletedAt"]).Authorize(Roles.Admin);
        schema.Connection(DatasetRows.Slices);
        schema.Subscription<BabyNamesDbContext, Dataset>(
            "datasetUpdated", "A dataset whenever it was uploaded, changed, deleted (`deletedAt` says so) or restored. With `id`, it comes first as it is.",
            NotificationChannels.Datasets,
            (database, context) => context.GetArgument<Guid?>("id") is { } id
                ? database.Datasets.IgnoreQueryFilters().Where(row => row.Id == id)
                : database.Datasets.IgnoreQueryFilters(),
            context => context.GetArgument<Guid?>("id") is not null,
            ConventionSchema.Argument("id", schema.Entities.Scalars.For(typeof(Guid)), "This dataset alone."));
    }
}
