using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("A whole country, or a part of a country that files can be about.")]
public sealed class Area
{
    [Description("Identifier of the area. It does not change.")]
    public int Id { get; init; }

    [Description("Identifier of the country that the area is or belongs to.")]
    public Guid CountryId { get; init; }

    [Description("The country that the area is or belongs to.")]
    public Country Country { get; init; } = null!;

    [Description(
        "Code of the area: ISO 3166-1 alpha-2 for a whole country, for example US, or ISO 3166-2 for a part, for example " + "GB-SCT."
    )]
    public string Code { get; init; } = "";

    [Description("ISO 3166-1 alpha-2 code of the country that the area is or belongs to.")]
    public string CountryCode { get; init; } = "";

    [Description("English name of the country that the area is or belongs to.")]
    public string CountryName { get; init; } = "";

    [Description("English name of the part. The value is null for a whole country, which has the name of the country.")]
    public string? Name { get; init; }

    [Description("Whether the area is the whole country.")]
    public bool IsWhole { get; init; }

    [Description(
        "Whether the figures of the part are added to the figures of its country in years for which no dataset serves the whole "
            + "country."
    )]
    public bool CountsTowardsTotal { get; init; }

    [Description("Time at which the area was added.")]
    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Area>
    {
        public void Configure(EntityTypeBuilder<Area> area)
        {
            area.ToView("areas_view");
            area.HasOne(row => row.Country).WithMany().HasForeignKey(row => row.CountryId);
        }
    }
}
