using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Server.Access;
using BabyNames.Server.Notifications;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

internal sealed record DatasetUpdatedArguments([Description("This dataset alone.")] Guid? Id);

/// <summary>GraphQL fields and subscriptions of datasets.</summary>
internal static class DatasetQueries
{
    public static void AddTypes(EntityCatalog entities)
    {
        entities
            .Add(DatasetRows.Datasets.VisibleColumns)
            .Add(DatasetRows.Slices.VisibleColumns)
            .Describe(
                "DatasetStatus",
                new Dictionary<string, string>
                {
                    ["pending"] = "The file waits to be read.",
                    ["processing"] = "The file is read.",
                    ["completed"] = "The file was read without a fault.",
                    ["failed"] = "The last attempt to read the file ended with a fault, or was cancelled.",
                    ["reprocessing"] = "The file is read again, or waits for it.",
                }
            );
        entities.Derive<Dataset, string, SourceInfo>(
            "source",
            "Who published the file, under which licence. Null if this server no longer knows the source.",
            dataset => dataset.ParserType,
            SourceInfo.Find
        );
    }

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection(DatasetRows.Datasets);
        schema.LookUp("dataset", "One dataset. Null if there is none of this id, or if it was deleted.", DatasetRows.Datasets, "id");
        schema.Connection(DatasetRows.Deleted).Authorize(Roles.Admin);
        schema.Connection(DatasetRows.Slices);
        schema.Subscription<BabyNamesDbContext, DatasetUpdatedArguments, Dataset>(
            "datasetUpdated",
            "A dataset whenever it was uploaded, changed, deleted (`deletedAt` says so) or restored. With `id`, it comes first as it is.",
            NotificationChannels.Datasets,
            (database, arguments) =>
                arguments.Id is { } id
                    ? database.Datasets.IgnoreQueryFilters().Where(row => row.Id == id)
                    : database.Datasets.IgnoreQueryFilters(),
            arguments => arguments.Id is not null
        );
    }
}
