using System.Security.Claims;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using BabyNames.Server.Storage;
using GraphQL.Types;

namespace BabyNames.Server.Datasets;

/// <summary>GraphQL mutations for uploads and reprocesses, for admins.</summary>
internal static class DatasetMutations
{
    private const string WhereUnsaid =
        "where neither the file nor its name says it. Left out, as it was said before; null to forget that.";

    private const string TakeOver =
        "Whether to claim the years and sexes of the file although another source serves them. False when left out.";

    public static void AddFields(ConventionSchema schema)
    {
        AddUpload(schema);
        AddReprocess(schema);
    }

    private static void AddUpload(ConventionSchema schema)
    {
        var scalars = schema.Entities.Scalars;
        schema.DatasetMutation(
            "uploadDataset",
            "Stores a publisher's file as published and queues it to be read; a dataset of the same bytes that failed is taken up again. "
            + "Watch `datasets` and `jobs` for what becomes of it.",
            [
                typeof(UnknownCountryException), typeof(UnknownAreaException), typeof(UnknownSourceException), typeof(DuplicateDatasetException), typeof(OverlappingSourceException),
                typeof(EmptyUploadException), typeof(UploadTooLargeException), typeof(UnreadableFileException), typeof(InvalidInputException),
                typeof(StorageFullException), typeof(StorageUnavailableException), typeof(CountryBusyException),
            ],
            [
                new("file", new NonNullGraphType(scalars.Upload), "The file, sent by a multipart request."),
                new("country", new NonNullGraphType(scalars.String), "ISO 3166-1 alpha-2 code of the country that the file is about."),
                new("parser", scalars.String, "Source to read the file as, for example us_ssa. Left out or `auto`, the file's content decides."),
                new("year", scalars.Int, "Year of the births, where neither the file nor its name says it; refused anywhere else."),
                new("gender", schema.Entities.Enum("Gender"), "Sex, where neither the file nor its name says it; refused anywhere else."),
                new("area", scalars.String, "Code of the area that a file of one's own is about, for example GB-SCT; see `areas`. Refused where the source is known to be about one."),
                new("publisher", scalars.String, "Who published a file of one's own, in 1 to 200 characters. Refused where the source says it."),
                new("takeOver", scalars.Boolean, TakeOver),
            ],
            async (input, context) =>
            {
                var file = (Upload)input["file"]!;
                var uploads = context.RequestServices!.GetRequiredService<DatasetUploads>();
                var request = new UploadRequest(
                    file.FileName, (string)input["country"]!, context.User!.FindFirstValue(ClaimTypes.Name)!, (string?)input.GetValueOrDefault("parser"),
                    (int?)input.GetValueOrDefault("year"), ((string?)input.GetValueOrDefault("gender"))?[0],
                    (string?)input.GetValueOrDefault("area"), (string?)input.GetValueOrDefault("publisher"), input.GetValueOrDefault("takeOver") is true);
                return await uploads.UploadAsync(request, file.Content, context.CancellationToken);
            });
    }

    private static void AddReprocess(ConventionSchema schema)
    {
        var scalars = schema.Entities.Scalars;
        schema.DatasetMutation(
            "reprocessDataset", "Queues a dataset's stored file to be read again. Its present figures stay until the new ones are complete.",
            [
                typeof(DatasetNotFoundException), typeof(DatasetDeletedException), typeof(DatasetBusyException), typeof(UnknownSourceException),
                typeof(UnknownAreaException), typeof(InvalidInputException), typeof(CountryBusyException),
            ],
            [
                new("datasetId", new NonNullGraphType(scalars.For(typeof(Guid))), "The dataset."),
                new("reason", new NonNullGraphType(scalars.String), "Why, in 1 to 1,000 characters; kept with the job."),
                new("parser", scalars.String, "Another source of the country to read the file as; left out for the present one."),
                new("year", scalars.Int, $"Year of the births, {WhereUnsaid}"),
                new("gender", schema.Entities.Enum("Gender"), $"Sex, {WhereUnsaid}"),
                new("area", scalars.String, "Code of the area that a file of one's own is about. Left out, as it was said before; null to forget that."),
                new("publisher", scalars.String, "Who published a file of one's own. Left out, as it was said before; null to forget that."),
                new("takeOver", scalars.Boolean, TakeOver),
            ],
            async (input, context) =>
            {
                var id = (Guid)input["datasetId"]!;
                var uploads = context.RequestServices!.GetRequiredService<DatasetUploads>();
                var request = new ReprocessRequest(
                    id, (string)input["reason"]!, (string?)input.GetValueOrDefault("parser"),
                    input.TryGetValue("year", out var year) ? new((int?)year) : null,
                    input.TryGetValue("gender", out var gender) ? new(((string?)gender)?[0]) : null,
                    input.TryGetValue("area", out var area) ? new((string?)area) : null,
                    input.TryGetValue("publisher", out var publisher) ? new((string?)publisher) : null,
                    input.GetValueOrDefault("takeOver") is true);
                await uploads.ReprocessAsync(request, context.CancellationToken);
                return id;
            });
    }
}
