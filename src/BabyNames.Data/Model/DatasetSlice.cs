using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>dataset_slices_view</c>: one of <c>dataset_slices</c> with its country and area.</summary>
[Description("One area, year and sex that a dataset holds. Of the live datasets that hold it, the one with the latest claim serves it.")]
public sealed class DatasetSlice
{
    [Description("The dataset.")]
    public Guid DatasetId { get; init; }

    [Description("The dataset.")]
    public Dataset Dataset { get; init; } = null!;

    [Description("The area.")]
    public int AreaId { get; init; }

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("Code of the area: US for a whole country, GB-SCT for a part.")]
    public string Area { get; init; } = "";

    [Description("Year of birth, 1800 to 2100.")]
    public int Year { get; init; }

    [AllowedValues("F", "M")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Source that the rows were read as, for example us_ssa.")]
    public string ParserType { get; init; } = "";

    [Description("The office that published the rows. Null where a file of one's own came without.")]
    public string? Publisher { get; init; }

    [Description("Order of the claims on one area, year and sex: the greatest one of a live dataset serves.")]
    public long Claim { get; init; }

    [Description("Rows of the slice, at least 1.")]
    public int RowCount { get; init; }

    [Description("Births of the slice, at least 1.")]
    public long Count { get; init; }

    [Description("Whether this dataset serves the area, year and sex.")]
    public bool IsServed { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DatasetSlice>
    {
        public void Configure(EntityTypeBuilder<DatasetSlice> slice)
        {
            slice.ToView("dataset_slices_view");
            slice.HasKey(s => new
            {
                s.DatasetId,
                s.AreaId,
                s.Year,
                s.Gender,
            });
            slice.HasOne(s => s.Dataset).WithMany().HasForeignKey(s => s.DatasetId);
            slice.Property(s => s.Count).HasColumnName("births");
            slice.Property(s => s.Gender).HasColumnType("character(1)");
            slice.HasQueryFilter(s => s.Dataset.DeletedAt == null);
        }
    }
}
