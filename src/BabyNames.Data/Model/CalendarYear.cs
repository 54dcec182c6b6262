using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

/// <summary>A row of the view <c>years</c>.</summary>
[Description("A year for which at least one country has figures. Tools relate other tables to this one by Year.")]
public sealed class CalendarYear
{
    [Description("The year, 1800 to 2100.")]
    public int Year { get; init; }

    [Description("1 January of the year. Tools use it for time axes.")]
    public DateOnly FirstDay { get; init; }

    [Description("First year of the decade, for example 1990 for 1990 to 1999.")]
    public int Decade { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CalendarYear>
    {
        public void Configure(EntityTypeBuilder<CalendarYear> year)
        {
            year.ToView("years");
            year.HasKey(row => row.Year);
        }
    }
}
