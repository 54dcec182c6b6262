using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>names_view</c>: a row of <c>names</c> with its country and area. The class is not named
/// <c>Name</c>, because it has a property of that name.</summary>
[Description("A row of a file: the births with one spelling in one area, year and sex. The statistics are sums of these rows.")]
public sealed class NameCount
{
    [Description("Identifier of the row. It does not change.")]
    public long Id { get; init; }

    [Description("Identifier of the country that the row is about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the row is about.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("Year of birth, 1800 to 2100. It is the year of registration if the publisher counts births by registration.")]
    public int Year { get; init; }

    [Description("First year of the decade, for example 1990 for 1990 to 1999.")]
    public int Decade { get; init; }

    [AllowedValues("F", "M")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("The name, 1 to 100 characters. It is trimmed, in composed Unicode (NFC), and each part starts with a capital letter.")]
    public string Name { get; init; } = "";

    [Description(
        "Number of births with exactly this spelling, at least 1. A missing row means that the number is below the publisher's "
            + "cut-off (below 5 in the US), which is not necessarily zero."
    )]
    public int Count { get; init; }

    [Description("Identifier of the dataset that the row comes from.")]
    public Guid DatasetId { get; init; }

    [Description("The dataset that the row comes from.")]
    public Dataset Dataset { get; init; } = null!;

    [Description("Time at which the row was loaded.")]
    public DateTimeOffset CreatedAt { get; init; }

    [Description(
        "Code of the area in which the births were counted, for example US for a whole country or GB-SCT for a part of a " + "country."
    )]
    public string Area { get; init; } = "";

    /// <summary>Time at which the row was replaced or its dataset was deleted. Clients receive only live rows.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NameCount>
    {
        public void Configure(EntityTypeBuilder<NameCount> name)
        {
            name.ToView("names_view");
            name.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            name.HasOne(row => row.Dataset).WithMany().HasForeignKey(row => row.DatasetId);
            // Parameters have the type of the column, because PostgreSQL would cast the column to compare it with text and not use the
            // index.
            name.Property(row => row.Gender).HasColumnType("character(1)");
            name.HasQueryFilter(row => row.DeletedAt == null);
        }
    }
}
