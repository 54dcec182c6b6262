using BabyNames.Data;

namespace BabyNames.Server.Feeds;

/// <summary>A view that has the rows of a feed added up: a question about totals reads hundreds of rows there, not millions.</summary>
/// <param name="Shared">Properties of the feed that the view has under the same name, in the same meaning. Every row of the
/// view stands for all rows of the feed with these values.</param>
/// <param name="Measure">The property of the feed that the view has added up.</param>
/// <param name="Rows">Member of the view: rows of the feed that it stands for.</param>
internal sealed record Totals(
    Func<BabyNamesDbContext, IQueryable> View, IReadOnlySet<string> Shared, string Measure, string Sum, string Min, string Max, string Rows);
