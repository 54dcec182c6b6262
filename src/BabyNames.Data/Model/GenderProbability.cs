using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>gender_probabilities</c>: every live row of a country and name, over all years.</summary>
[Description("How likely a name is to be male or female in one country, over all years. Names with fewer than 100 births are left out.")]
public sealed class GenderProbability
{
    [Description("The country of the figures.")]
    public Guid CountryId { get; init; }

    [Description("The country of the figures.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("The name: trimmed, composed Unicode (NFC), one capital at the start of each part. 1 to 100 characters.")]
    public string Name { get; init; } = "";

    [Description("Male births with exactly this spelling, over all years.")]
    public long MaleCount { get; init; }

    [Description("Female births with exactly this spelling, over all years.")]
    public long FemaleCount { get; init; }

    [Description("Births with exactly this spelling, over all years, at least 100.")]
    public long Count { get; init; }

    [Description("Percent of the births that are male, 0 to 100, two decimals.")]
    [Precision(5, 2)]
    public decimal MaleProbability { get; init; }

    [Description("Percent of the births that are female: 100 minus the male percentage.")]
    [Precision(5, 2)]
    public decimal FemaleProbability { get; init; }

    [Description("Areas that the country's figures are of over all years, by their codes: US, or GB-EAW, GB-SCT where parts are added up.")]
    public string Coverage { get; init; } = "";

    [Description("Country and name as one text, by which tools relate tables: US|Emma. It is that of a row of DistinctNames.")]
    public string NameKey { get; init; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<GenderProbability>
    {
        public void Configure(EntityTypeBuilder<GenderProbability> probability)
        {
            probability.ToView("gender_probabilities");
            probability.HasKey(p => new { p.CountryCode, p.Name });
            probability.Property(p => p.Count).HasColumnName("total_count");
            probability.HasOne(p => p.Country).WithMany().HasForeignKey(p => p.CountryId);
        }
    }
}
