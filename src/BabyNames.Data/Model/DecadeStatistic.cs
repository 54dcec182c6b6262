using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>decade_statistics_view</c>: the sum of a decade's rows of <c>name_statistics</c>.</summary>
[Description("Births, rank and share of one name in one country, decade and sex, over all files loaded.")]
public sealed class DecadeStatistic
{
    [Description("The country of the figures.")]
    public Guid CountryId { get; init; }

    [Description("The country of the figures.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("First year of the decade, for example 1990 for 1990 to 1999. Figures are of its years that are loaded.")]
    public int Decade { get; init; }

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
        "Place by births among the names of the same country, decade and sex, from 1. Equal births share a place and the next one jumps. Where the loaded sources leave out a part of a country's births, as in AU, the place is among those loaded."
    )]
    public int Rank { get; init; }

    [Description("Percent of the births published for the same country, decade and sex, 0 to 100, two decimals, halves rounded up.")]
    [Precision(5, 2)]
    public decimal Share { get; init; }

    [Description("All births published for the same country, decade and sex. Less than all births: publishers withhold small counts.")]
    public long DecadeTotal { get; init; }

    [Description(
        "Per million births published for the same country, decade and sex, two decimals, halves rounded up: the share with more digits."
    )]
    [Precision(9, 2)]
    public decimal PerMillion { get; init; }

    [Description("Areas that the figures are of, by their codes: US, or GB-EAW, GB-SCT where parts are added up.")]
    public string Coverage { get; init; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<DecadeStatistic>
    {
        public void Configure(EntityTypeBuilder<DecadeStatistic> statistic)
        {
            statistic.ToView("decade_statistics_view");
            statistic.HasKey(s => new
            {
                s.CountryCode,
                s.Decade,
                s.Gender,
                s.Name,
            });
            statistic.HasOne(s => s.Country).WithMany().HasForeignKey(s => s.CountryId);
            statistic.Property(s => s.Gender).HasColumnType("character(1)");
            statistic.Property(s => s.Count).HasColumnName("total_count");
        }
    }
}
