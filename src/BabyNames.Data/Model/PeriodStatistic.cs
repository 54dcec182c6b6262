using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>The figures of a name over a period. <see cref="BabyNamesDbContext"/> makes the rows of tables for years, decades and parts.</summary>
[Description("Births, rank and share of one name in one area, period and sex.")]
public sealed class PeriodStatistic
{
    [Description("Code of the area: US for a whole country, GB-SCT for a part.")]
    public string Area { get; init; } = "";

    [Description("The country.")]
    public Guid CountryId { get; init; }

    [Description("The country.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("First year of the period, 1800 to 2100; of registration where the publisher counts by that.")]
    public int YearFrom { get; init; }

    [Description("Last year of the period; the first one where the period is one year.")]
    public int YearTo { get; init; }

    [Description("The year, where the period is one year. Null for several years.")]
    public int? Year { get; init; }

    [AllowedValues("F", "M")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("The name: trimmed, composed Unicode (NFC), one capital at the start of each part. 1 to 100 characters.")]
    public string Name { get; init; } = "";

    [Description(
        "Births with exactly this spelling, at least 1. Years in which the name stayed below the publisher's cut-off (US: under 5) add nothing."
    )]
    public long Count { get; init; }

    [Description(
        "Place by births among the names of the same area, period and sex, from 1. Equal births share a place and the next one jumps. Where the loaded sources leave out a part of a country's births, as in AU, the place is among those loaded."
    )]
    public int Rank { get; init; }

    [Description(
        "Places that the name has risen since the year before, for a period of one year; negative where it has fallen. Null for longer periods, and where it has no place in the year before."
    )]
    public int? RankChange { get; init; }

    [Precision(5, 2)]
    [Description("Percent of the births published for the same area, period and sex, 0 to 100, two decimals, halves rounded up.")]
    public decimal Share { get; init; }

    [Precision(9, 2)]
    [Description(
        "Per million births published for the same area, period and sex, two decimals, halves rounded up: the share with more digits."
    )]
    public decimal PerMillion { get; init; }

    [Description("All births published for the same area, period and sex. Less than all births: publishers withhold small counts.")]
    public long PeriodTotal { get; init; }

    [Description("Areas that the figures are of, by their codes: US, or GB-EAW, GB-SCT where parts are added up.")]
    public string Coverage { get; init; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<PeriodStatistic>
    {
        public void Configure(EntityTypeBuilder<PeriodStatistic> statistic)
        {
            statistic.ToTable((string?)null);
            statistic.HasKey(row => new
            {
                row.Area,
                row.YearFrom,
                row.YearTo,
                row.Gender,
                row.Name,
            });
            statistic.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            statistic.Property(row => row.Gender).HasColumnType("character(1)");
            statistic.Property(row => row.Count).HasColumnName("total_count");
        }
    }
}
