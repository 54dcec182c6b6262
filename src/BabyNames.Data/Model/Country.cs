using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("A country whose official baby-name statistics are stored.")]
public sealed class Country
{
    [Description("Identifier of the country. It does not change.")]
    public Guid Id { get; init; }

    [Description(
        "ISO 3166-1 alpha-2 code: two capital letters, for example US. The field `coverage` of the statistics states which "
            + "parts of the country its figures cover."
    )]
    public string Code { get; init; } = "";

    [Description("English name of the country.")]
    public string Name { get; init; } = "";

    [Description("Address of the official publisher's web page.")]
    public string? SourceUrl { get; init; }

    [Description("Attribution that must be shown with the figures.")]
    public string? Attribution { get; init; }

    [Description("Time at which the country was added.")]
    public DateTimeOffset CreatedAt { get; init; }

    [Description("Time at which the country was last changed.")]
    public DateTimeOffset UpdatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Country>
    {
        public void Configure(EntityTypeBuilder<Country> country)
        {
            country.ToTable("countries");
            country.HasIndex(row => row.Code).IsUnique();
        }
    }
}
