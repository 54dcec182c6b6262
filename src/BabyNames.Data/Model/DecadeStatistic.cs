using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>decade_statistics_view</c>: the sum of a decade's rows of <c>name_statistics</c>.</summary>
[Description("Births, rank and share of one name in one country, in one decade and for one sex, over all loaded files.")]
public sealed class DecadeStatistic
{
    [Description("Identifier of the country that the figures are about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the figures are about.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("First year of the decade, for example 1990 for 1990 to 1999. The figures cover the loaded years of the decade.")]
    public int Decade { get; init; }

    [AllowedValues("F", "M")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("The name, 1 to 100 characters. It is trimmed, in composed Unicode (NFC), and each part starts with a capital letter.")]
    public string Name { get; init; } = "";

    [Description(
        "Number of births with exactly this spelling, at least 1. Years in which the name is below the publisher's cut-off "
            + "(below 5 in the US) are not included."
    )]
    public long Count { get; init; }

    [Description(
        "Rank by births among the names of the same country, decade and sex, from 1. Names with equal births have the same "
            + "rank, and the next ranks are skipped. If the loaded sources do not cover all births of the country, as in AU, the rank "
            + "is among the loaded births."
    )]
    public int Rank { get; init; }

    [Description("Percentage of all births published for the same country, decade and sex: 0 to 100, two decimals, halves rounded up.")]
    [Precision(5, 2)]
    public decimal Share { get; init; }

    [Description(
        "Number of births published for the same country, decade and sex. It is lower than the number of all births, because "
            + "publishers withhold small counts."
    )]
    public long DecadeTotal { get; init; }

    [Description(
        "Births of the name per million births published for the same country, decade and sex: two decimals, halves rounded up. "
            + "It is the share times 10,000, with higher precision."
    )]
    [Precision(9, 2)]
    public decimal PerMillion { get; init; }

    [Description("Codes of the areas that the figures cover: US, or GB-EAW, GB-SCT if the figures are the sum of parts of the country.")]
    public string Coverage { get; init; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<DecadeStatistic>
    {
        public void Configure(EntityTypeBuilder<DecadeStatistic> statistic)
        {
            statistic.ToView("decade_statistics_view");
            statistic.HasKey(row => new
            {
                row.CountryCode,
                row.Decade,
                row.Gender,
                row.Name,
            });
            statistic.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            statistic.Property(row => row.Gender).HasColumnType("character(1)");
            statistic.Property(row => row.Count).HasColumnName("total_count");
        }
    }
}
