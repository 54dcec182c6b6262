using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>datasets_view</c>: one of <c>datasets</c> with its country.</summary>
[Description("One uploaded file of a publisher and what became of it.")]
public sealed class Dataset
{
    [Description("Stable identifier.")]
    public Guid Id { get; init; }

    [Description("The country that the file is about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the file is about.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("File name as uploaded.")]
    public string Filename { get; init; } = "";

    /// <summary>Where storage keeps the file. Never shown to clients.</summary>
    public string FilePath { get; init; } = "";

    [Description("Bytes of the file as uploaded, at least 1.")]
    public long FileSize { get; init; }

    [Description("Hexadecimal SHA-256 of the file as uploaded.")]
    public string Sha256 { get; init; } = "";

    [Description("Source that the file is read as, for example us_ssa.")]
    public string ParserType { get; init; } = "";

    [Description(
        "Code of the area that the file is about: US, GB-SCT. Null where nobody said it, which is the whole country, and where each row names its own."
    )]
    public string? Area { get; init; }

    [Description("The office that published the file. Null where a file of one's own came without.")]
    public string? Publisher { get; init; }

    [Description("Licence under which the figures may be used.")]
    public string? Licence { get; init; }

    [Description("Who must be named when the figures are shown.")]
    public string? Attribution { get; init; }

    [AllowedValues("pending", "processing", "completed", "failed", "reprocessing")]
    [Description(
        "pending, then processing, then completed or failed; reprocessing while the file is read again. It tells of the last attempt: when reading again failed or was cancelled, rows of the last good run stay served (`datasetStatistics` has `rowsServed`)."
    )]
    public string Status { get; init; } = "";

    [Description("Rows stored from the file. Null until the file was read without a fault.")]
    public int? RowCount { get; init; }

    [Description("Faults found by the last attempt, all of them counted.")]
    public int ErrorCount { get; init; }

    [Description(
        "Why the last attempt failed, in one sentence; begins with BN306 when an admin cancelled it. Null unless the status is failed."
    )]
    public string? ErrorMessage { get; init; }

    [Description("The first 100 faults: code, file, line, column, text and reason.")]
    public string? Errors { get; init; }

    [Description("What was repaired or looks doubtful: code, reason, count and examples.")]
    public string? Warnings { get; init; }

    [Description("Key that uploaded the file.")]
    public string? UploadedBy { get; init; }

    [Description("When the file was uploaded.")]
    public DateTimeOffset UploadedAt { get; init; }

    [Description("When the last attempt ended. Null before the first has.")]
    public DateTimeOffset? ProcessedAt { get; init; }

    [Description("When the dataset was deleted. Null unless it is.")]
    public DateTimeOffset? DeletedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Dataset>
    {
        public void Configure(EntityTypeBuilder<Dataset> dataset)
        {
            dataset.ToView("datasets_view");
            dataset.HasOne(d => d.Country).WithMany().HasForeignKey(d => d.CountryId);
            dataset.Property(d => d.Sha256).HasColumnName("sha256").HasColumnType("character(64)");
            dataset.Property(d => d.Errors).HasColumnType("jsonb");
            dataset.Property(d => d.Warnings).HasColumnType("jsonb");
            dataset.HasQueryFilter(d => d.DeletedAt == null);
        }
    }
}
