using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Server.Access;
using BabyNames.Server.Notifications;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>The arguments of the subscription <c>datasetUpdated</c>.</summary>
internal sealed record DatasetUpdatedArguments(
    [Description("Identifier of a dataset. Only its changes are sent. The default is all datasets.")] Guid? Id
);

/// <summary>GraphQL fields and subscriptions of datasets.</summary>
internal static class DatasetQueries
{
    /// <summary>Adds the types to the schema.</summary>
    public static void AddTypes(EntityCatalog entities)
    {
        entities
            .Add(DatasetRows.Datasets.VisibleColumns)
            .Add(DatasetRows.Slices.VisibleColumns)
            .Describe(
                "DatasetStatus",
                new Dictionary<string, string>
                {
                    ["pending"] = "The job that reads the file is queued.",
                    ["processing"] = "The file is being read.",
                    ["completed"] = "The file was read without errors.",
                    ["failed"] = "The last attempt to read the file failed or was cancelled.",
                    ["reprocessing"] = "The file is being read again, or the job that reads it again is queued.",
                }
            );
        entities.Derive<Dataset, string, SourceInfo>(
            "source",
            "The source of the file, with its publisher and licence. The value is null if this server no longer has the source.",
            dataset => dataset.ParserType,
            SourceInfo.Find
        );
    }

    /// <summary>Adds the fields and the subscription to the schema.</summary>
    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection(DatasetRows.Datasets);
        schema.LookUp(
            "dataset",
            "The dataset with this id. The value is null if no dataset has this id, or if the dataset is deleted.",
            DatasetRows.Datasets,
            "id"
        );
        schema.Connection(DatasetRows.Deleted).Authorize(Roles.Admin);
        schema.Connection(DatasetRows.Slices);
        schema.Subscription<BabyNamesDbContext, DatasetUpdatedArguments, Dataset>(
            "datasetUpdated",
            "Sends a dataset when it is uploaded, changed, deleted (then `deletedAt` is not null) or restored. With `id`, the first "
                + "event is the present state of the dataset.",
            NotificationChannels.Datasets,
            (database, arguments) =>
                arguments.Id is { } id
                    ? database.Datasets.IgnoreQueryFilters().Where(row => row.Id == id)
                    : database.Datasets.IgnoreQueryFilters(),
            arguments => arguments.Id is not null
        );
    }
}
