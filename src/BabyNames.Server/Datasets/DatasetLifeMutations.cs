using BabyNames.Conventions;
using BabyNames.Conventions.Mutations;
using BabyNames.Server.Audit;
using GraphQL.Types;

namespace BabyNames.Server.Datasets;

/// <summary>What GraphQL does with datasets after they were uploaded. Admins only.</summary>
internal static class DatasetLifeMutations
{
    private const string AllowOverlap = "allowOverlap";

    public static void AddFields(ConventionSchema schema)
    {
        Add(schema, "deleteDataset",
            "Takes a dataset and its figures away; older datasets of the same source serve its years and sexes again. It can be restored.",
            [typeof(DatasetNotFoundException), typeof(DatasetDeletedException), typeof(CountryBusyException)], [],
            (life, id, _, cancellationToken) => life.DeleteAsync(id, cancellationToken));
        Add(schema, "restoreDataset",
            "Brings a deleted dataset back. Its figures are served again unless a newer dataset has them; rows purged meanwhile are read again from the stored file.",
            [
                typeof(DatasetNotFoundException), typeof(DatasetNotDeletedException), typeof(DuplicateDatasetException), typeof(OverlappingSourceException),
                typeof(CountryBusyException),
            ],
            [new(AllowOverlap, schema.Entities.Scalars.Boolean, "Whether it may come back beside another source that counts the same births. False when left out.")],
            (life, id, input, cancellationToken) => life.RestoreAsync(id, input.GetValueOrDefault(AllowOverlap) is true, cancellationToken));
        Add(schema, "cancelDataset",
            "Ends a dataset's job that waits or runs. The dataset fails; the figures of its last good run stay. Reprocess it to try again.",
            [typeof(DatasetNotFoundException), typeof(NothingToCancelException), typeof(CountryBusyException)], [],
            (life, id, _, cancellationToken) => life.CancelAsync(id, cancellationToken));
    }

    private static void Add(
        ConventionSchema schema, string name, string description, IReadOnlyCollection<Type> errors, IEnumerable<MutationInput> further,
        Func<DatasetLife, Guid, IReadOnlyDictionary<string, object?>, CancellationToken, Task> run) =>
        schema.DatasetMutation(
            name, description, errors,
            [new("datasetId", new NonNullGraphType(schema.Entities.Scalars.For(typeof(Guid))), "The dataset."), .. further],
            async (input, context) =>
            {
                var id = (Guid)input["datasetId"]!;
                await run(context.RequestServices!.GetRequiredService<DatasetLife>(), id, input, context.CancellationToken);
                return id;
            });
}
