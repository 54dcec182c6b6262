using BabyNames.Data;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>A view that has the rows of a feed added up: a question about totals reads hundreds of rows there, not millions.</summary>
/// <param name="Shared">Properties of the feed that the view has under the same name, in the same meaning. Every row of the
/// view stands for all rows of the feed with these values, so that whatever looks at them alone is the same of both.</param>
/// <param name="Measure">The property of the feed that the view has added up.</param>
/// <param name="Rows">Member of the view: rows of the feed that it stands for.</param>
internal sealed record Totals(
    Func<BabyNamesDbContext, IQueryable> View, IReadOnlySet<string> Shared, string Measure, string Sum, string Min, string Max, string Rows);

/// <summary>The columns of <see cref="Totals"/> in a statement.</summary>
internal sealed class TotalColumns(string measure, string sum, string min, string max, string rows)
{
    public string Measure => measure;

    public string Rows => $"t.{rows}";

    /// <returns>Null when the totals do not tell.</returns>
    public string? Sql(string method) => method.ToLowerInvariant() switch
    {
        "sum" => $"sum(t.{sum})::bigint",
        "min" => $"min(t.{min})",
        "max" => $"max(t.{max})",
        "average" => $"(sum(t.{sum}) / sum(t.{rows}))::float8",
        _ => null,
    };
}
