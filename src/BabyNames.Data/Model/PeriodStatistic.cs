using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>The figures of a name for a period. <see cref="BabyNamesDbContext"/> reads the rows from the tables of years, decades and
/// parts.</summary>
[Description("Births, rank and share of one name in one area, in one period and for one sex.")]
public sealed class PeriodStatistic
{
    [Description("Code of the area, for example US for a whole country or GB-SCT for a part of a country.")]
    public string Area { get; init; } = "";

    [Description("Identifier of the country that the figures are about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the figures are about.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description(
        "First year of birth of the period, 1800 to 2100. It is a year of registration if the publisher counts births by " + "registration."
    )]
    public int YearFrom { get; init; }

    [Description("Last year of the period, 1800 to 2100. It is the same as the first year if the period is one year.")]
    public int YearTo { get; init; }

    [Description("The year if the period is one year. The value is null for longer periods.")]
    public int? Year { get; init; }

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
        "Rank by births among the names of the same area, period and sex, from 1. Names with equal births have the same rank, "
            + "and the next ranks are skipped. If the loaded sources do not cover all births of the country, as in AU, the rank is "
            + "among the loaded births."
    )]
    public int Rank { get; init; }

    [Description(
        "Number of ranks that the name has risen since the year before. It is negative if the name has fallen. The value is "
            + "null for periods of several years, and if the name has no rank in the year before."
    )]
    public int? RankChange { get; init; }

    [Precision(5, 2)]
    [Description("Percentage of all births published for the same area, period and sex: 0 to 100, two decimals, halves rounded up.")]
    public decimal Share { get; init; }

    [Precision(9, 2)]
    [Description(
        "Births of the name per million births published for the same area, period and sex: two decimals, halves rounded up. It "
            + "is the share with more digits."
    )]
    public decimal PerMillion { get; init; }

    [Description(
        "Number of births published for the same area, period and sex. It is lower than the number of all births, because "
            + "publishers withhold small counts."
    )]
    public long PeriodTotal { get; init; }

    [Description("Codes of the areas that the figures cover: US, or GB-EAW, GB-SCT if the figures are the sum of parts of the country.")]
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
