using Microsoft.EntityFrameworkCore;

namespace BabyNames.ODataEngine.Rows;

/// <summary>A view that has the rows of a feed added up: a question about totals reads hundreds of rows there, not millions.</summary>
/// <param name="Shared">Properties of the feed that the view has under the same name, in the same meaning. Every row of the
/// view stands for all rows of the feed with these values.</param>
/// <param name="Measure">The property of the feed that the view has added up.</param>
/// <param name="Rows">Member of the view: rows of the feed that it stands for.</param>
public sealed record Totals(
    Func<DbContext, IQueryable> View, IReadOnlySet<string> Shared, string Measure, string Sum, string Min, string Max, string Rows);

/// <summary>The different values of a property, which a small query knows: a condition on the property is evaluated once for each of them
/// and not for each row.</summary>
public sealed record DistinctValues(string Property, Func<DbContext, IQueryable<string>> Query);
