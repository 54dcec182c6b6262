using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("Which data the statistics show.")]
public sealed class StatisticsState
{
    /// <summary>Of the one row. Always true.</summary>
    public bool Singleton { get; init; }

    [Description("Grows with every refresh that brought changes; the same number means the same figures.")]
    public long DataVersion { get; init; }

    [Description("When the statistics were last refreshed. Null before the first time.")]
    public DateTimeOffset? RefreshedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<StatisticsState>
    {
        public void Configure(EntityTypeBuilder<StatisticsState> state)
        {
            state.ToTable("statistics_state");
            state.HasKey(s => s.Singleton);
            state.Property(s => s.DataVersion).HasColumnName("version");
        }
    }
}
