using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("A country whose official baby-name statistics are kept.")]
public sealed class Country
{
    [Description("Stable identifier.")]
    public Guid Id { get; init; }

    [Description("ISO 3166-1 alpha-2 code, two capitals, for example US. `coverage` says of which parts its figures are.")]
    public string Code { get; init; } = "";

    [Description("English name of the country.")]
    public string Name { get; init; } = "";

    [Description("Page of the official publisher.")]
    public string? SourceUrl { get; init; }

    [Description("Who must be named when the figures are shown.")]
    public string? Attribution { get; init; }

    [Description("When the country was added.")]
    public DateTimeOffset CreatedAt { get; init; }

    [Description("When the country was last changed.")]
    public DateTimeOffset UpdatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Country>
    {
        public void Configure(EntityTypeBuilder<Country> country)
        {
            country.ToTable("countries");
            country.HasIndex(c => c.Code).IsUnique();
        }
    }
}
