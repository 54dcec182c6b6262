using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the table <c>names</c>. A class called Name could not have a property Name.</summary>
[Description("Births with one spelling in one file: a row as its publisher counted it. Statistics add these up.")]
public sealed class NameCount
{
    [Description("Stable identifier of the row.")]
    public long Id { get; init; }

    [Description("The file that the row comes from.")]
    public Guid DatasetId { get; init; }

    [Description("The file that the row comes from.")]
    public Dataset Dataset { get; init; } = null!;

    [Description("The country that the row is about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the row is about.")]
    public Country Country { get; init; } = null!;

    /// <summary>Not a column of <c>names</c>: filled by who reads rows with it, from the country's id.</summary>
    [NotMapped]
    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    /// <summary>Not a column: filled by who reads rows with it, from the country's id.</summary>
    [NotMapped]
    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("Year of birth, 1800 to 2100; year of registration where the publisher counts by that.")]
    public int Year { get; init; }

    /// <summary>Not a column: filled by who reads rows with it, from the year.</summary>
    [NotMapped]
    [Description("First year of the decade, for example 1990 for 1990 to 1999.")]
    public int Decade { get; init; }

    [Description("The name: trimmed, composed Unicode (NFC), one capital at the start of each part. 1 to 100 characters.")]
    public string Name { get; init; } = "";

    [AllowedValues("F", "M")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Births with exactly this spelling, at least 1. A missing row means below the publisher's cut-off (US: under 5), not zero.")]
    public int Count { get; init; }

    [Description("When the row was loaded.")]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was replaced or its dataset deleted. Only live rows are shown.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NameCount>
    {
        public void Configure(EntityTypeBuilder<NameCount> name)
        {
            name.ToTable("names");
            name.HasOne(n => n.Country).WithMany().HasForeignKey(n => n.CountryId);
            name.HasOne(n => n.Dataset).WithMany().HasForeignKey(n => n.DatasetId);
            // The column's own type: a text parameter would cast the column and lose the index.
            name.Property(n => n.Gender).HasColumnType("character(1)");
            name.HasQueryFilter(n => n.DeletedAt == null);
        }
    }
}
