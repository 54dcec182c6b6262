using BabyNames.Conventions;
using BabyNames.Conventions.Errors;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.ApiKeys;
using GraphQL.Types;

namespace BabyNames.Server.Datasets;

/// <summary>What GraphQL does with datasets after they were uploaded. Admins only.</summary>
internal static class DatasetLifeMutations
{
    public static void AddFields(ConventionSchema schema)
    {
        Add(schema, "deleteDataset",
            "Takes a dataset and its figures away; older datasets of the same source serve its years and sexes again. It can be restored.",
            [typeof(DatasetNotFoundException)], (life, id, cancellationToken) => life.DeleteAsync(id, cancellationToken));
        Add(schema, "restoreDataset",
            "Brings a deleted dataset back. Its figures are served again unless a newer dataset has them; rows purged meanwhile are read again from the stored file.",
            [typeof(DatasetNotFoundException), typeof(DuplicateDatasetException)], (life, id, cancellationToken) => life.RestoreAsync(id, cancellationToken));
        Add(schema, "cancelDataset",
            "Ends a dataset's job that waits or runs. The dataset fails; the figures of its last good run stay. Reprocess it to try again.",
            [typeof(NothingToCancelException)], (life, id, cancellationToken) => life.CancelAsync(id, cancellationToken));
    }

    private static void Add(
        ConventionSchema schema, string name, string description, IReadOnlyCollection<Type> errors, Func<DatasetLife, Guid, CancellationToken, Task> run) =>
        schema.Mutation<BabyNamesDbContext, Dataset>(
            name, description, resultName: "dataset", errors,
            [new("datasetId", new NonNullGraphType(schema.Entities.Scalars.For(typeof(Guid))), "The dataset.")],
            async (input, context) =>
            {
                var id = (Guid)input["datasetId"]!;
                await run(context.RequestServices!.GetRequiredService<DatasetLife>(), id, context.CancellationToken);
                return dataset => dataset.Id == id;
            }).Authorize(Roles.Admin);
}
