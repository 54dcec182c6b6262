using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>A view that has the rows of a set added up: a question about totals reads hundreds of rows there, not millions.</summary>
/// <param name="Shared">Columns of the set, by their OData names, that the view has under the same name, in the same meaning. Every row of the
/// view stands for all rows of the set with these values.</param>
/// <param name="Measure">The column of the set that the view has added up.</param>
/// <param name="Rows">Member of the view: rows of the set that it stands for.</param>
public sealed record Totals(
    Func<DbContext, IQueryable> View,
    IReadOnlySet<string> Shared,
    string Measure,
    string Sum,
    string Min,
    string Max,
    string Rows
);

/// <summary>The different values of a property, which a small query knows: a condition on the property is evaluated once for each of them
/// and not for each row.</summary>
public sealed record DistinctValues(string Property, Func<DbContext, IQueryable<string>> Query);
