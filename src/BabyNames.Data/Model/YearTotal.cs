using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>year_totals_view</c>: every row of <c>name_statistics</c> of a country, year and gender.</summary>
[Description("Births and names published for one country, year and sex, over all files loaded.")]
public sealed class YearTotal
{
    [Description("The country of the figures.")]
    public Guid CountryId { get; init; }

    [Description("The country of the figures.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
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

    [Description("Births published: the sum over all names, at least 1. Less than all births: publishers withhold small counts.")]
    public long Count { get; init; }

    [Description("Names published, by exact spelling, at least 1.")]
    public int Names { get; init; }

    [Description("Births of the rarest name published.")]
    public long SmallestCount { get; init; }

    [Description("Births of the name given most.")]
    public long LargestCount { get; init; }

    [Description("Areas that the figures are of, by their codes: US, or GB-EAW, GB-SCT where parts are added up.")]
    public string Coverage { get; init; } = "";

    [Description("The year of the figures, with its date.")]
    public CalendarYear CalendarYear { get; init; } = null!;

    internal sealed class Mapping : IEntityTypeConfiguration<YearTotal>
    {
        public void Configure(EntityTypeBuilder<YearTotal> total)
        {
            total.ToView("year_totals_view");
            total.HasKey(t => new
            {
                t.CountryCode,
                t.Year,
                t.Gender,
            });
            total.HasOne(t => t.Country).WithMany().HasForeignKey(t => t.CountryId);
            total.Property(t => t.Count).HasColumnName("births");
            total.HasOne(t => t.CalendarYear).WithMany().HasForeignKey(t => t.Year);
            total.Property(t => t.Gender).HasColumnType("character(1)");
        }
    }
}
