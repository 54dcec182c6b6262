using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>area_statistics_view</c>.</summary>
[Description(
    "Births, rank and share of one name in one part of a country, year and sex, whether or not the part counts towards its country."
)]
public sealed class AreaStatistic
{
    [Description("ISO 3166-2 code of the part, for example GB-SCT.")]
    public string Area { get; init; } = "";

    [Description("English name of the part.")]
    public string AreaName { get; init; } = "";

    [Description("The country that the part belongs to.")]
    public Guid CountryId { get; init; }

    [Description("The country that the part belongs to.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example GB.")]
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

    [Description("Births with exactly this spelling, at least 1. A missing row means below the publisher's cut-off, not zero.")]
    public long Count { get; init; }

    [Description(
        "Place by births among the names of the same part, year and sex, from 1. Equal births share a place and the next one jumps."
    )]
    public int Rank { get; init; }

    [Description("Percent of the births published for the same part, year and sex, 0 to 100, two decimals, halves rounded up.")]
    [Precision(5, 2)]
    public decimal Share { get; init; }

    [Description("All births published for the same part, year and sex. Less than all births: publishers withhold small counts.")]
    public long YearTotal { get; init; }

    [Description(
        "Per million births published for the same part, year and sex, two decimals, halves rounded up: the share with more digits."
    )]
    [Precision(9, 2)]
    public decimal PerMillion { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AreaStatistic>
    {
        public void Configure(EntityTypeBuilder<AreaStatistic> statistic)
        {
            statistic.ToView("area_statistics_view");
            statistic.HasKey(s => new
            {
                s.Area,
                s.Year,
                s.Gender,
                s.Name,
            });
            statistic.HasOne(s => s.Country).WithMany().HasForeignKey(s => s.CountryId);
            statistic.Property(s => s.Gender).HasColumnType("character(1)");
            statistic.Property(s => s.Count).HasColumnName("total_count");
        }
    }
}
