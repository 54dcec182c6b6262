using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>name_statistics_view</c>: the sum of every live row of a country, year, gender and name.</summary>
[Description("Births, rank and share of one name in one country, in one year and for one sex, over all loaded files.")]
public sealed class NameStatistic
{
    [Description("Identifier of the country that the figures are about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the figures are about.")]
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
    public long Count { get; init; }

    [Description(
        "Rank by births among the names of the same country, year and sex, from 1. Names with equal births have the same rank, "
            + "and the next ranks are skipped. If the loaded sources do not cover all births of the country, as in AU, the rank is "
            + "among the loaded births."
    )]
    public int Rank { get; init; }

    [Description("Percentage of all births published for the same country, year and sex: 0 to 100, two decimals, halves rounded up.")]
    [Precision(5, 2)]
    public decimal Share { get; init; }

    [Description(
        "Number of births published for the same country, year and sex. It is lower than the number of all births, because "
            + "publishers withhold small counts."
    )]
    public long YearTotal { get; init; }

    [Description("Number of files that the births come from, at least 1.")]
    public int DatasetCount { get; init; }

    [Description(
        "Births of the name per million births published for the same country, year and sex: two decimals, halves rounded up. "
            + "It is the share times 10,000, with higher precision."
    )]
    [Precision(9, 2)]
    public decimal PerMillion { get; init; }

    [Description("Codes of the areas that the figures cover: US, or GB-EAW, GB-SCT if the figures are the sum of parts of the country.")]
    public string Coverage { get; init; } = "";

    [Description("Country code and name as one text, for example US|Emma. Tools use it to relate this table to DistinctNames.")]
    public string NameKey { get; init; } = "";

    [Description("The calendar year of the figures, with its first day.")]
    public CalendarYear CalendarYear { get; init; } = null!;

    [Description("The totals of births and names published for the same country, year and sex.")]
    public YearTotal TotalsOfYear { get; init; } = null!;

    [Description("The figures of the same name for the decade.")]
    public DecadeStatistic DecadeStatistic { get; init; } = null!;

    [Description("The same name in the country, over all years.")]
    public DistinctName DistinctName { get; init; } = null!;

    internal sealed class Mapping : IEntityTypeConfiguration<NameStatistic>
    {
        public void Configure(EntityTypeBuilder<NameStatistic> statistic)
        {
            statistic.ToView("name_statistics_view");
            statistic.HasKey(row => new
            {
                row.CountryCode,
                row.Year,
                row.Gender,
                row.Name,
            });
            statistic.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            statistic.HasOne(row => row.CalendarYear).WithMany().HasForeignKey(row => row.Year);
            statistic
                .HasOne(row => row.TotalsOfYear)
                .WithMany()
                .HasForeignKey(row => new
                {
                    row.CountryCode,
                    row.Year,
                    row.Gender,
                });
            statistic
                .HasOne(row => row.DecadeStatistic)
                .WithMany()
                .HasForeignKey(row => new
                {
                    row.CountryCode,
                    row.Decade,
                    row.Gender,
                    row.Name,
                });
            statistic.HasOne(row => row.DistinctName).WithMany().HasForeignKey(row => new { row.CountryCode, row.Name });
            statistic.Property(row => row.Gender).HasColumnType("character(1)");
            statistic.Property(row => row.Count).HasColumnName("total_count");
        }
    }
}
