using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>A view with totals of the rows of a set. A query of totals reads hundreds of rows of it instead of millions.</summary>
/// <param name="View">Returns the rows of the view.</param>
/// <param name="Shared">OData names of the columns that set and view have in common. Each row of the view is the total of all rows of the
/// set with the same values in these columns.</param>
/// <param name="Measure">The column of the set that the view aggregates.</param>
/// <param name="Sum">Property of the view: sum of the measure.</param>
/// <param name="Min">Property of the view: lowest value of the measure.</param>
/// <param name="Max">Property of the view: highest value of the measure.</param>
/// <param name="Rows">Property of the view: number of rows of the set.</param>
public sealed record Totals(
    Func<DbContext, IQueryable> View,
    IReadOnlySet<string> Shared,
    string Measure,
    string Sum,
    string Min,
    string Max,
    string Rows
);

/// <summary>The distinct values of a property, which a small query returns. A condition on the property is evaluated once for each distinct
/// value instead of once for each row.</summary>
/// <param name="Property">Property of the row class.</param>
/// <param name="Query">Returns the distinct values.</param>
public sealed record DistinctValues(string Property, Func<DbContext, IQueryable<string>> Query);
