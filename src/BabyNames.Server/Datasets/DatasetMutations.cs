using System.ComponentModel;
using System.Security.Claims;
using BabyNames.Data.Ingestion;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using BabyNames.Server.Storage;

namespace BabyNames.Server.Datasets;

/// <summary>The arguments of an upload.</summary>
internal sealed record UploadRequest(
    [Description("The file, sent by a multipart request.")] Upload File,
    [Description("ISO 3166-1 alpha-2 code of the country that the file is about.")] string Country,
    [Description("Source to read the file as, for example us_ssa. Left out or `auto`, the file's content decides.")] string? Parser = null,
    [Description("Year of the births, where neither the file nor its name says it; refused anywhere else.")] int? Year = null,
    [Description("Sex, where neither the file nor its name says it; refused anywhere else."), GraphQLEnum("Gender")] string? Gender = null,
    [Description(
        "Code of the area that a file of one's own is about, for example GB-SCT; see `areas`. Refused where the source is known to be about one."
    )]
        string? Area = null,
    [Description("Who published a file of one's own, in 1 to 200 characters. Refused where the source says it.")] string? Publisher = null,
    [Description(DatasetMutations.TakeOver)] bool? TakeOver = null
);

internal sealed record DatasetInput([Description("The dataset.")] Guid DatasetId);

/// <summary>The arguments of a reprocess. Null leaves a value unchanged.</summary>
internal sealed record ReprocessRequest(
    [Description("The dataset.")] Guid DatasetId,
    [Description("Why, in 1 to 1,000 characters; kept with the job.")] string Reason,
    [Description("Another source of the country to read the file as; left out for the present one.")] string? Parser,
    [Description("Year of the births, " + DatasetMutations.WhereUnsaid)] GivenValue<int?>? Year,
    [Description("Sex, " + DatasetMutations.WhereUnsaid), GraphQLEnum("Gender")] GivenValue<string?>? Gender,
    [Description("Code of the area that a file of one's own is about. Left out, as it was said before; null to forget that.")]
        GivenValue<string?>? Area,
    [Description("Who published a file of one's own. Left out, as it was said before; null to forget that.")]
        GivenValue<string?>? Publisher,
    [Description(DatasetMutations.TakeOver)] bool? TakeOver
);

/// <summary>GraphQL mutations of datasets, for admins.</summary>
internal static class DatasetMutations
{
    public const string WhereUnsaid = "where neither the file nor its name says it. Left out, as it was said before; null to forget that.";

    public const string TakeOver =
        "Whether to claim the years and sexes of the file although another source serves them. False when left out.";

    public static void AddFields(ConventionSchema schema)
    {
        AddFiles(schema);
        AddLife(schema);
    }

    private static void AddFiles(ConventionSchema schema)
    {
        schema.DatasetMutation<UploadRequest>(
            "uploadDataset",
            "Stores a publisher's file as published and queues it to be read; a dataset of the same bytes that failed is taken up again. "
                + "Watch `datasets` and `jobs` for what becomes of it.",
            [
                typeof(UnknownCountryException),
                typeof(UnknownAreaException),
                typeof(UnknownSourceException),
                typeof(DuplicateDatasetException),
                typeof(OverlappingSourceException),
                typeof(EmptyUploadException),
                typeof(UploadTooLargeException),
                typeof(UnreadableFileException),
                typeof(InvalidInputException),
                typeof(StorageFullException),
                typeof(StorageUnavailableException),
                typeof(CountryBusyException),
            ],
            (request, context) =>
                context
                    .Services.GetRequiredService<DatasetUploads>()
                    .UploadAsync(request, context.User.FindFirstValue(ClaimTypes.Name)!, context.CancellationToken)
        );
        schema.DatasetMutation<ReprocessRequest>(
            "reprocessDataset",
            "Queues a dataset's stored file to be read again. Its present figures stay until the new ones are complete.",
            [
                typeof(DatasetNotFoundException),
                typeof(DatasetDeletedException),
                typeof(DatasetBusyException),
                typeof(UnknownSourceException),
                typeof(UnknownAreaException),
                typeof(InvalidInputException),
                typeof(CountryBusyException),
            ],
            async (request, context) =>
            {
                await context.Services.GetRequiredService<DatasetUploads>().ReprocessAsync(request, context.CancellationToken);
                return request.DatasetId;
            }
        );
    }

    private static void AddLife(ConventionSchema schema)
    {
        AddLife(
            schema,
            "deleteDataset",
            "Takes a dataset and its figures away; the datasets that claimed its years and sexes before serve them again. It can be restored.",
            [typeof(DatasetNotFoundException), typeof(DatasetDeletedException), typeof(CountryBusyException)],
            life => life.DeleteAsync
        );
        AddLife(
            schema,
            "restoreDataset",
            "Brings a deleted dataset back. Its figures are served again unless another dataset claimed them later; rows purged meanwhile are read again from the stored file.",
            [
                typeof(DatasetNotFoundException),
                typeof(DatasetNotDeletedException),
                typeof(DuplicateDatasetException),
                typeof(CountryBusyException),
            ],
            life => life.RestoreAsync
        );
        AddLife(
            schema,
            "cancelDataset",
            "Ends a dataset's job that waits or runs. The dataset fails; the figures of its last good run stay. Reprocess it to try again.",
            [typeof(DatasetNotFoundException), typeof(NothingToCancelException), typeof(CountryBusyException)],
            life => life.CancelAsync
        );
    }

    private static void AddLife(
        ConventionSchema schema,
        string name,
        string description,
        IReadOnlyCollection<Type> errors,
        Func<DatasetLifecycle, Func<Guid, CancellationToken, Task>> method
    ) =>
        schema.DatasetMutation<DatasetInput>(
            name,
            description,
            errors,
            async (input, context) =>
            {
                await method(context.Services.GetRequiredService<DatasetLifecycle>())(input.DatasetId, context.CancellationToken);
                return input.DatasetId;
            }
        );
}
