using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>dataset_slices_view</c>: a row of <c>dataset_slices</c> with its country and area.</summary>
[Description(
    "One area, year and sex of a dataset. If several datasets have the same area, year and sex, the dataset with the latest "
        + "claim serves it; deleted datasets do not count."
)]
public sealed class DatasetSlice
{
    [Description("Identifier of the dataset.")]
    public Guid DatasetId { get; init; }

    [Description("The dataset that has the area, year and sex.")]
    public Dataset Dataset { get; init; } = null!;

    [Description("Identifier of the area.")]
    public int AreaId { get; init; }

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("Code of the area, for example US for a whole country or GB-SCT for a part of a country.")]
    public string Area { get; init; } = "";

    [Description("Year of birth, 1800 to 2100. It is the year of registration if the publisher counts births by registration.")]
    public int Year { get; init; }

    [AllowedValues("F", "M")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Identifier of the source whose format the file has, for example us_ssa.")]
    public string ParserType { get; init; } = "";

    [Description("The office that published the rows. The value is null if the file has no known publisher.")]
    public string? Publisher { get; init; }

    [Description(
        "Number of the claim. The dataset with the greatest claim on an area, year and sex serves it; deleted datasets do not " + "count."
    )]
    public long Claim { get; init; }

    [Description("Number of rows of the area, year and sex, at least 1.")]
    public int RowCount { get; init; }

    [Description("Number of births of the area, year and sex, at least 1.")]
    public long Count { get; init; }

    [Description("Whether the statistics use this dataset for the area, year and sex.")]
    public bool IsServed { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DatasetSlice>
    {
        public void Configure(EntityTypeBuilder<DatasetSlice> slice)
        {
            slice.ToView("dataset_slices_view");
            slice.HasKey(row => new
            {
                row.DatasetId,
                row.AreaId,
                row.Year,
                row.Gender,
            });
            slice.HasOne(row => row.Dataset).WithMany().HasForeignKey(row => row.DatasetId);
            slice.Property(row => row.Count).HasColumnName("births");
            slice.Property(row => row.Gender).HasColumnType("character(1)");
            slice.HasQueryFilter(row => row.Dataset.DeletedAt == null);
        }
    }
}
