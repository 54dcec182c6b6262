using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>area_statistics_view</c>.</summary>
[Description(
    "Births, rank and share of one name in one part of a country, in one year and for one sex. Parts that do not count "
        + "towards the figures of their country are included."
)]
public sealed class AreaStatistic
{
    [Description("ISO 3166-2 code of the part, for example GB-SCT.")]
    public string Area { get; init; } = "";

    [Description("English name of the part.")]
    public string AreaName { get; init; } = "";

    [Description("Identifier of the country that the part belongs to.")]
    public Guid CountryId { get; init; }

    [Description("The country that the part belongs to.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example GB.")]
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
            + "cut-off, which is not necessarily zero."
    )]
    public long Count { get; init; }

    [Description(
        "Rank by births among the names of the same part, year and sex, from 1. Names with equal births have the same rank, and "
            + "the next ranks are skipped."
    )]
    public int Rank { get; init; }

    [Description("Percentage of all births published for the same part, year and sex: 0 to 100, two decimals, halves rounded up.")]
    [Precision(5, 2)]
    public decimal Share { get; init; }

    [Description(
        "Number of births published for the same part, year and sex. It is lower than the number of all births, because "
            + "publishers withhold small counts."
    )]
    public long YearTotal { get; init; }

    [Description(
        "Births of the name per million births published for the same part, year and sex: two decimals, halves rounded up. It "
            + "is the share with more digits."
    )]
    [Precision(9, 2)]
    public decimal PerMillion { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AreaStatistic>
    {
        public void Configure(EntityTypeBuilder<AreaStatistic> statistic)
        {
            statistic.ToView("area_statistics_view");
            statistic.HasKey(row => new
            {
                row.Area,
                row.Year,
                row.Gender,
                row.Name,
            });
            statistic.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            statistic.Property(row => row.Gender).HasColumnType("character(1)");
            statistic.Property(row => row.Count).HasColumnName("total_count");
        }
    }
}
