using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>datasets_view</c>: a row of <c>datasets</c> with its country.</summary>
[Description("An uploaded file of a publisher and the state of its processing.")]
public sealed class Dataset
{
    [Description("Identifier of the dataset. It does not change.")]
    public Guid Id { get; init; }

    [Description("Identifier of the country that the file is about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the file is about.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("Name of the uploaded file.")]
    public string Filename { get; init; } = "";

    /// <summary>Path of the file in the storage. Clients never receive it.</summary>
    public string FilePath { get; init; } = "";

    [Description("Size of the uploaded file in bytes, at least 1.")]
    public long FileSize { get; init; }

    [Description("SHA-256 digest of the uploaded file, in hexadecimal.")]
    public string Sha256 { get; init; } = "";

    [Description("Identifier of the source whose format the file has, for example us_ssa.")]
    public string ParserType { get; init; } = "";

    [Description(
        "Code of the area that the file is about, for example US or GB-SCT. The value is null if the uploader named no area, "
            + "which means the whole country, or if each row of the file names its area."
    )]
    public string? Area { get; init; }

    [Description("The office that published the file. The value is null if the file has no known publisher.")]
    public string? Publisher { get; init; }

    [Description("Licence of the figures.")]
    public string? Licence { get; init; }

    [Description("Attribution that must be shown with the figures.")]
    public string? Attribution { get; init; }

    [AllowedValues("pending", "processing", "completed", "failed", "reprocessing")]
    [Description(
        "State of the last attempt to read the file: pending, then processing, then completed or failed. It is reprocessing "
            + "while the file is read again. If reading again fails or is cancelled, the rows of the last successful attempt remain "
            + "available; `datasetStatistics` has their number in `rowsServed`."
    )]
    public string Status { get; init; } = "";

    [Description("Number of rows stored from the file. The value is null until the file is read without errors.")]
    public int? RowCount { get; init; }

    [Description("Number of errors that the last attempt found in the file. All errors are counted.")]
    public int ErrorCount { get; init; }

    [Description(
        "Reason why the last attempt failed. It begins with BN306 if an admin cancelled the attempt or deleted the dataset. The "
            + "value is null unless the status is failed."
    )]
    public string? ErrorMessage { get; init; }

    [Description("The first 100 errors in the file, as JSON: code, file, line, column, text and reason.")]
    public string? Errors { get; init; }

    [Description("Values of the file that were corrected or may be wrong, as JSON: code, reason, count and examples.")]
    public string? Warnings { get; init; }

    [Description("Name of the API key or of the command that uploaded the file.")]
    public string? UploadedBy { get; init; }

    [Description("Time at which the file was uploaded.")]
    public DateTimeOffset UploadedAt { get; init; }

    [Description("Time at which the last attempt ended. The value is null until the first attempt ends.")]
    public DateTimeOffset? ProcessedAt { get; init; }

    [Description("Time at which the dataset was deleted. The value is null if the dataset is not deleted.")]
    public DateTimeOffset? DeletedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Dataset>
    {
        public void Configure(EntityTypeBuilder<Dataset> dataset)
        {
            dataset.ToView("datasets_view");
            dataset.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            dataset.Property(row => row.Sha256).HasColumnName("sha256").HasColumnType("character(64)");
            dataset.Property(row => row.Errors).HasColumnType("jsonb");
            dataset.Property(row => row.Warnings).HasColumnType("jsonb");
            dataset.HasQueryFilter(row => row.DeletedAt == null);
        }
    }
}
