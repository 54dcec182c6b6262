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
    [Description("The file. A multipart request sends it.")] Upload File,
    [Description("ISO 3166-1 alpha-2 code of the country that the file is about.")] string Country,
    [Description(
        "Identifier of the source whose format the file has, for example us_ssa. If it is omitted or `auto`, the server recognizes the "
            + "source from the content of the file."
    )]
        string? Parser = null,
    [Description("Year of the births. Specify it only if neither the file nor its name contains it; otherwise the upload is refused.")]
        int? Year = null,
    [Description("Sex of the births. Specify it only if neither the file nor its name contains it; otherwise the upload is refused.")]
    [GraphQLEnum("Gender")]
        string? Gender = null,
    [Description(
        "Code of the area that the file is about, for example GB-SCT. `areas` lists the codes. The upload is refused if the source "
            + "defines the area."
    )]
        string? Area = null,
    [Description("Publisher of the file, 1 to 200 characters. The upload is refused if the source defines the publisher.")]
        string? Publisher = null,
    [Description(DatasetMutations.TakeOver)] bool? TakeOver = null
);

/// <summary>The arguments of a mutation that has only a dataset.</summary>
internal sealed record DatasetInput([Description("Identifier of the dataset.")] Guid DatasetId);

/// <summary>The arguments of reading a file again. Null leaves a value unchanged.</summary>
internal sealed record ReprocessRequest(
    [Description("Identifier of the dataset.")] Guid DatasetId,
    [Description("Reason for reading the file again, 1 to 1,000 characters. It is stored with the job.")] string Reason,
    [Description("Identifier of another source of the country whose format the file has. Omit it to use the same source as before.")]
        string? Parser,
    [Description("Year of the births. " + DatasetMutations.NotInFile)] GivenValue<int?>? Year,
    [Description("Sex of the births. " + DatasetMutations.NotInFile), GraphQLEnum("Gender")] GivenValue<string?>? Gender,
    [Description("Code of the area that the file is about. " + AdminMutations.Optional)] GivenValue<string?>? Area,
    [Description("Publisher of the file. " + AdminMutations.Optional)] GivenValue<string?>? Publisher,
    [Description(DatasetMutations.TakeOver)] bool? TakeOver
);

/// <summary>GraphQL mutations of datasets, for admins.</summary>
internal static class DatasetMutations
{
    /// <summary>The second part of the description of the year and the sex.</summary>
    public const string NotInFile = "Specify it only if neither the file nor its name contains it. " + AdminMutations.Optional;

    /// <summary>Description of the field <c>takeOver</c>.</summary>
    public const string TakeOver =
        "Whether the dataset claims the years and sexes of the file although another source serves them. The default is false.";

    /// <summary>Adds the mutations to the schema.</summary>
    public static void AddFields(ConventionSchema schema)
    {
        AddFiles(schema);
        AddLifecycle(schema);
    }

    private static void AddFiles(ConventionSchema schema)
    {
        schema.DatasetMutation<UploadRequest>(
            "uploadDataset",
            "Stores a file of a publisher and queues a job that reads it. If a failed dataset has the same bytes, it is used again. "
                + "`datasets` and `jobs` show the progress.",
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
            "Queues a job that reads the stored file of a dataset again. The present figures remain available until the new ones are "
                + "complete.",
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

    private static void AddLifecycle(ConventionSchema schema)
    {
        AddLifecycle(
            schema,
            "deleteDataset",
            "Deletes a dataset and its figures. Other datasets that have its years and sexes serve them again. A deleted dataset can be "
                + "restored.",
            [typeof(DatasetNotFoundException), typeof(DatasetDeletedException), typeof(CountryBusyException)],
            lifecycle => lifecycle.DeleteAsync
        );
        AddLifecycle(
            schema,
            "restoreDataset",
            "Restores a deleted dataset. Its figures are available again, except those that another dataset claimed later. If its "
                + "rows were purged, the stored file is read again.",
            [
                typeof(DatasetNotFoundException),
                typeof(DatasetNotDeletedException),
                typeof(DuplicateDatasetException),
                typeof(CountryBusyException),
            ],
            lifecycle => lifecycle.RestoreAsync
        );
        AddLifecycle(
            schema,
            "cancelDataset",
            "Cancels the queued or running job of a dataset. The dataset becomes failed. The figures of its last successful attempt remain "
                + "available. Reprocess the dataset to try again.",
            [typeof(DatasetNotFoundException), typeof(NothingToCancelException), typeof(CountryBusyException)],
            lifecycle => lifecycle.CancelAsync
        );
    }

    private static void AddLifecycle(
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
