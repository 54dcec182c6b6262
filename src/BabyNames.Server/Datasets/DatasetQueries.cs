using BabyNames.Conventions;
using BabyNames.Conventions.Entities;
using BabyNames.Data;
using BabyNames.Data.Model;

namespace BabyNames.Server.Datasets;

/// <summary>What GraphQL answers about uploaded files.</summary>
internal static class DatasetQueries
{
    public static void AddTypes(EntityCatalog entities) => entities.Add<Dataset>("Dataset", dataset => dataset
        .Except(one => one.FilePath, one => one.DeletedAt)
        .Enum(one => one.Status, "DatasetStatus"));

    public static void AddFields(ConventionSchema schema) => schema.Connection<BabyNamesDbContext, Dataset>(
        "datasets", "Uploaded files and what became of them, newest first unless `order` says otherwise.",
        (database, _) => database.Datasets, order: ["-uploadedAt"]);
}
