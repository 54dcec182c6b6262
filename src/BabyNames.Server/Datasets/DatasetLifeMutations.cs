using BabyNames.GraphQLEngine;
using BabyNames.Server.Audit;
using GraphQL.Types;

namespace BabyNames.Server.Datasets;

/// <summary>GraphQL mutations of uploaded datasets, for admins.</summary>
internal static class DatasetLifeMutations
{
    public static void AddFields(ConventionSchema schema)
    {
        Add(schema, "deleteDataset",
            "Takes a dataset and its figures away; the datasets that claimed its years and sexes before serve them again. It can be restored.",
            [typeof(DatasetNotFoundException), typeof(DatasetDeletedException), typeof(CountryBusyException)],
            (life, id, cancellationToken) => life.DeleteAsync(id, cancellationToken));
        Add(schema, "restoreDataset",
            "Brings a deleted dataset back. Its figures are served again unless another dataset claimed them later; rows purged meanwhile are read again from the stored file.",
            [typeof(DatasetNotFoundException), typeof(DatasetNotDeletedException), typeof(DuplicateDatasetException), typeof(CountryBusyException)],
            (life, id, cancellationToken) => life.RestoreAsync(id, cancellationToken));
        Add(schema, "cancelDataset",
            "Ends a dataset's job that waits or runs. The dataset fails; the figures of its last good run stay. Reprocess it to try again.",
            [typeof(DatasetNotFoundException), typeof(NothingToCancelException), typeof(CountryBusyException)],
            (life, id, cancellationToken) => life.CancelAsync(id, cancellationToken));
    }

    private static void Add(
        ConventionSchema schema, string name, string description, IReadOnlyCollection<Type> errors,
        Func<DatasetLife, Guid, CancellationToken, Task> run) =>
        schema.DatasetMutation(
            name, description, errors,
            [new("datasetId", new NonNullGraphType(schema.Entities.Scalars.For(typeof(Guid))), "The dataset.")],
            async (input, context) =>
            {
                var id = (Guid)input["datasetId"]!;
                await run(context.RequestServices!.GetRequiredService<DatasetLife>(), id, context.CancellationToken);
                return id;
            });
}
