using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>distinct_names</c>: the births of one name in one country, summed over all years. Names with
/// fewer than 100 births have no row.</summary>
[Description("One name in one country, over all years. Tools relate other tables to this one by NameKey.")]
public sealed class DistinctName
{
    [Description("Country code and name as one text, for example US|Emma.")]
    public string NameKey { get; init; } = "";

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country.")]
    public string CountryName { get; init; } = "";

    [Description("The name, 1 to 100 characters. It is trimmed, in composed Unicode (NFC), and each part starts with a capital letter.")]
    public string Name { get; init; } = "";

    [Description("Number of births with exactly this spelling, over all years, at least 1.")]
    public long Births { get; init; }

    [Description("Number of female births with exactly this spelling, over all years.")]
    public long FemaleBirths { get; init; }

    [Description("Number of male births with exactly this spelling, over all years.")]
    public long MaleBirths { get; init; }

    [Description("First year in which the name was published.")]
    public int FirstYear { get; init; }

    [Description("Last year in which the name was published.")]
    public int LastYear { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DistinctName>
    {
        public void Configure(EntityTypeBuilder<DistinctName> name)
        {
            name.ToView("distinct_names");
            name.HasKey(row => new { row.CountryCode, row.Name });
        }
    }
}
