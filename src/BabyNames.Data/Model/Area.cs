using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("A country as a whole, or a part of it that files can be about.")]
public sealed class Area
{
    [Description("Stable identifier.")]
    public int Id { get; init; }

    [Description("The country that it is, or is a part of.")]
    public Guid CountryId { get; init; }

    [Description("The country that it is, or is a part of.")]
    public Country Country { get; init; } = null!;

    [Description("ISO 3166-1 alpha-2 code of a whole country, for example US; ISO 3166-2 code of a part, for example GB-SCT.")]
    public string Code { get; init; } = "";

    [Description("ISO 3166-1 alpha-2 code of the country that it is or is a part of.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of that country.")]
    public string CountryName { get; init; } = "";

    [Description("English name of the part. Null for a whole country, whose name is the country's.")]
    public string? Name { get; init; }

    [Description("Whether it is the country as a whole.")]
    public bool IsWhole { get; init; }

    [Description("Whether the part is added to the figures of its country where no dataset serves the whole.")]
    public bool CountsTowardsTotal { get; init; }

    [Description("When the area was added.")]
    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Area>
    {
        public void Configure(EntityTypeBuilder<Area> area)
        {
            area.ToView("areas_view");
            area.HasOne(a => a.Country).WithMany().HasForeignKey(a => a.CountryId);
        }
    }
}
