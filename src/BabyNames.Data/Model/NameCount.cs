using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>names_view</c>: one of <c>names</c> with its country and area. A class called Name could not have a
/// property Name.</summary>
[Description("Births with one spelling in one file: a row as its publisher counted it. Statistics add these up.")]
public sealed class NameCount
{
    [Description("Stable identifier of the row.")]
    public long Id { get; init; }

    [Description("The country that the row is about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the row is about.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("Year of birth, 1800 to 2100; year of registration where the publisher counts by that.")]
    public int Year { get; init; }

    [Description("First year of the decade, for example 1990 for 1990 to 1999.")]
    public int Decade { get; init; }

    [AllowedValues("F", "M")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("The name: trimmed, composed Unicode (NFC), one capital at the start of each part. 1 to 100 characters.")]
    public string Name { get; init; } = "";

    [Description(
        "Births with exactly this spelling, at least 1. A missing row means below the publisher's cut-off (US: under 5), not zero."
    )]
    public int Count { get; init; }

    [Description("The file that the row comes from.")]
    public Guid DatasetId { get; init; }

    [Description("The file that the row comes from.")]
    public Dataset Dataset { get; init; } = null!;

    [Description("When the row was loaded.")]
    public DateTimeOffset CreatedAt { get; init; }

    [Description("Code of the area that the births were counted in: US for a whole country, GB-SCT for a part.")]
    public string Area { get; init; } = "";

    /// <summary>When the row was replaced or its dataset deleted. Only live rows are shown.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NameCount>
    {
        public void Configure(EntityTypeBuilder<NameCount> name)
        {
            name.ToView("names_view");
            name.HasOne(n => n.Country).WithMany().HasForeignKey(n => n.CountryId);
            name.HasOne(n => n.Dataset).WithMany().HasForeignKey(n => n.DatasetId);
            // The column's own type: a text parameter would cast the column and lose the index.
            name.Property(n => n.Gender).HasColumnType("character(1)");
            name.HasQueryFilter(n => n.DeletedAt == null);
        }
    }
}
