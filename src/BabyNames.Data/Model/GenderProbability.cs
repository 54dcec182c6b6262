using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>gender_probabilities</c>: the births of one name in one country, summed over all years. Names with
/// fewer than 100 births have no row.</summary>
[Description(
    "Share of male and of female births of a name in one country, over all years. Names with fewer than 100 births are not " + "included."
)]
public sealed class GenderProbability
{
    [Description("Identifier of the country that the figures are about.")]
    public Guid CountryId { get; init; }

    [Description("The country that the figures are about.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("The name, 1 to 100 characters. It is trimmed, in composed Unicode (NFC), and each part starts with a capital letter.")]
    public string Name { get; init; } = "";

    [Description("Number of male births with exactly this spelling, over all years.")]
    public long MaleCount { get; init; }

    [Description("Number of female births with exactly this spelling, over all years.")]
    public long FemaleCount { get; init; }

    [Description("Number of births with exactly this spelling, over all years, at least 100.")]
    public long Count { get; init; }

    [Description("Percentage of the births that are male: 0 to 100, two decimals.")]
    [Precision(5, 2)]
    public decimal MaleProbability { get; init; }

    [Description("Percentage of the births that are female: 100 minus the male percentage.")]
    [Precision(5, 2)]
    public decimal FemaleProbability { get; init; }

    [Description(
        "Codes of the areas that the country's figures cover over all years: US, or GB-EAW, GB-SCT if the figures are the sum "
            + "of parts of the country."
    )]
    public string Coverage { get; init; } = "";

    [Description("Country code and name as one text, for example US|Emma. Tools use it to relate this table to DistinctNames.")]
    public string NameKey { get; init; } = "";

    [Description("The name in its country over all years.")]
    public DistinctName DistinctName { get; init; } = null!;

    internal sealed class Mapping : IEntityTypeConfiguration<GenderProbability>
    {
        public void Configure(EntityTypeBuilder<GenderProbability> probability)
        {
            probability.ToView("gender_probabilities");
            probability.HasKey(row => new { row.CountryCode, row.Name });
            probability.Property(row => row.Count).HasColumnName("total_count");
            probability.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
            probability.HasOne(row => row.DistinctName).WithMany().HasForeignKey(row => new { row.CountryCode, row.Name });
        }
    }
}
