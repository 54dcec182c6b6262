using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("The version of the data that the statistics show.")]
public sealed class StatisticsState
{
    /// <summary>Key of the only row of the table. The value is always true.</summary>
    public bool Singleton { get; init; }

    [Description("Version of the data. Every refresh that changes figures increases it. The figures of one version are always the same.")]
    public long DataVersion { get; init; }

    [Description("Time at which the statistics were last refreshed. The value is null before the first refresh.")]
    public DateTimeOffset? RefreshedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<StatisticsState>
    {
        public void Configure(EntityTypeBuilder<StatisticsState> state)
        {
            state.ToTable("statistics_state");
            state.HasKey(row => row.Singleton);
            state.Property(row => row.DataVersion).HasColumnName("version");
        }
    }
}
