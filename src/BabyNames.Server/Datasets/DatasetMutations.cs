using System.Security.Claims;
using BabyNames.Conventions;
using BabyNames.Conventions.Http;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Audit;
using GraphQL.Types;

namespace BabyNames.Server.Datasets;

/// <summary>What GraphQL does with uploaded files. Admins only.</summary>
internal static class DatasetMutations
{
    private const string WhereUnsaid =
        "where neither the file nor its name says it. Left out, as it was said before; null to forget that.";

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
                typeof(UnknownCountryException), typeof(UnknownSourceException), typeof(DuplicateDatasetException), typeof(OverlappingSourceException),
                typeof(EmptyUploadException), typeof(UploadTooLargeException), typeof(UnreadableFileException), typeof(InvalidInputException),
                typeof(StorageFullException), typeof(StorageUnavailableException), typeof(CountryBusyException),
            ],
            [
                new("file", new NonNullGraphType(scalars.Upload), "The file, sent by a multipart request."),
                new("country", new NonNullGraphType(scalars.String), "ISO 3166-1 alpha-2 code of the country that the file is about."),
                new("parser", scalars.String, "Source to read the file as, for example us_ssa. Left out or `auto`, the file's content decides."),
                new("year", scalars.Int, "Year of the births, where neither the file nor its name says it; refused anywhere else."),
                new("gender", schema.Entities.Enum("Gender"), "Sex, where neither the file nor its name says it; refused anywhere else."),
                new("allowOverlap", scalars.Boolean, "Whether to load the file beside another source that counts the same births. False when left out."),
            ],
            async (input, context) =>
            {
                var file = (Upload)input["file"]!;
                var uploads = context.RequestServices!.GetRequiredService<DatasetUploads>();
                var request = new UploadRequest(
                    file.FileName, (string)input["country"]!, context.User!.FindFirstValue(ClaimTypes.Name)!, (string?)input.GetValueOrDefault("parser"),
                    (int?)input.GetValueOrDefault("year"), ((string?)input.GetValueOrDefault("gender"))?[0], input.GetValueOrDefault("allowOverlap") is true);
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
                typeof(OverlappingSourceException), typeof(InvalidInputException), typeof(CountryBusyException),
            ],
            [
                new("datasetId", new NonNullGraphType(scalars.For(typeof(Guid))), "The dataset."),
                new("reason", new NonNullGraphType(scalars.String), "Why, in 1 to 1,000 characters; kept with the job."),
                new("parser", scalars.String, "Another source of the country to read the file as; left out for the present one."),
                new("year", scalars.Int, $"Year of the births, {WhereUnsaid}"),
                new("gender", schema.Entities.Enum("Gender"), $"Sex, {WhereUnsaid}"),
                new("allowOverlap", scalars.Boolean, "Whether it may be read as a source that counts the same births as another one. False when left out."),
            ],
            async (input, context) =>
            {
                var id = (Guid)input["datasetId"]!;
                var uploads = context.RequestServices!.GetRequiredService<DatasetUploads>();
                var wanted = new Reprocessing(
                    (string)input["reason"]!, (string?)input.GetValueOrDefault("parser"),
                    input.TryGetValue("year", out var year) ? new((int?)year) : null,
                    input.TryGetValue("gender", out var gender) ? new(((string?)gender)?[0]) : null);
                await uploads.ReprocessAsync(new(id, wanted, input.GetValueOrDefault("allowOverlap") is true), context.CancellationToken);
                return id;
            });
    }
}
