using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>year_totals_view</c>: the sum of the rows of <c>name_statistics</c> of a country, year and sex.</summary>
[Description("Number of births and names published for one country, year and sex, over all loaded files.")]
public sealed class YearTotal
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

    [Description(
        "Number of births published: the sum over all names, at least 1. It is lower than the number of all births, because "
            + "publishers withhold small counts."
    )]
    public long Count { get; init; }

    [Description("Number of names published, at least 1. Each spelling is a name.")]
    public int Names { get; init; }

    [Description("Number of births of the least frequent name published.")]
    public long SmallestCount { get; init; }

    [Description("Number of births of the most frequent name.")]
    public long LargestCount { get; init; }

    [Description("Codes of the areas that the figures cover: US, or GB-EAW, GB-SCT if the figures are the sum of parts of the country.")]
    public string Coverage { get; init; } = "";

    [Description("The calendar year of the figures, with its first day.")]
    public CalendarYear CalendarYear { get; init; } = null!;

    internal sealed class Mapping : IEntityTypeConfiguration<YearTotal>
    {
        public void Configure(EntityTypeBuilder<YearTotal> total)
        {
            total.ToView("year_totals_view");
            total.HasKey(row => new
            {
                row.CountryCode,
                row.Year,
                row.Gender,
            });
            total.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            total.Property(row => row.Count).HasColumnName("births");
            total.HasOne(row => row.CalendarYear).WithMany().HasForeignKey(row => row.Year);
            total.Property(row => row.Gender).HasColumnType("character(1)");
        }
    }
}
