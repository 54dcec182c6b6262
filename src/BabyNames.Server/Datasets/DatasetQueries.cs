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
        entities.Add<Dataset>("Dataset", options => options
            .Except(dataset => dataset.FilePath, dataset => dataset.CountryCode, dataset => dataset.CountryName)
            .Enum(dataset => dataset.Status, "DatasetStatus")
            .Derive("source", "Who published the file, under which licence. Null if this server no longer knows the source.",
                dataset => dataset.ParserType, (string id) => SourceInfo.Find(id)));
        entities.Add<DatasetSlice>("DatasetSlice", options => options.Except(slice => slice.AreaId).Enum(slice => slice.Gender, "Gender"));
    }

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection<BabyNamesDbContext, Dataset>(
            "datasets", "Uploaded files and what became of them, newest first unless `order` says otherwise.",
            database => database.Datasets, order: ["-uploadedAt"]);
        schema.Connection<BabyNamesDbContext, Dataset>(
            "deletedDatasets", "Deleted datasets, the last deleted first unless `order` says otherwise. `restoreDataset` brings one back.",
            database => database.Datasets.IgnoreQueryFilters().Where(row => row.DeletedAt != null), order: ["-deletedAt"]).Authorize(Roles.Admin);
        schema.Connection<BabyNamesDbContext, DatasetSlice>(
            "datasetSlices", "Which dataset holds and which serves each area, year and sex; by dataset unless `order` says otherwise.",
            database => database.DatasetSlices);
        schema.Subscription<BabyNamesDbContext, DatasetUpdatedArguments, Dataset>(
            "datasetUpdated", "A dataset whenever it was uploaded, changed, deleted (`deletedAt` says so) or restored. With `id`, it comes first as it is.",
            NotificationChannels.Datasets,
            (database, arguments) => arguments.Id is { } id
                ? database.Datasets.IgnoreQueryFilters().Where(row => row.Id == id)
                : database.Datasets.IgnoreQueryFilters(),
            arguments => arguments.Id is not null);
    }
}
