namespace BabyNames.Server.Tests.Differential;

/// <summary>A set of rows that several routes serve.</summary>
/// <param name="Name">The entity set of OData.</param>
/// <param name="Connection">The field of GraphQL; null if it has none.</param>
/// <param name="Entity">Prefix of the inputs of GraphQL.</param>
/// <param name="From">The rows <c>r</c> in SQL, and their country <c>c</c>.</param>
/// <param name="Key">What tells a row from all others, in OData.</param>
/// <param name="Columns">All columns, those of the country that rows refer to among them.</param>
internal sealed record RowSet(
    string Name,
    string? Connection,
    string? Entity,
    string From,
    IReadOnlyList<RowSetColumn> Key,
    IReadOnlyList<RowSetColumn> Columns
)
{
    /// <summary>The order of GraphQL in SQL if none is asked for, and the key by which its nodes go on.</summary>
    public (string Order, string[] Key) GraphQLOrder =>
        Name switch
        {
            // Countries have an id that feeds do not show.
            "Countries" => ("r.code", ["r.id"]),
            "Datasets" => ("r.uploaded_at DESC", ["r.id"]),
            _ => ("", [.. Key.Select(column => column.Sql)]),
        };
}

/// <summary>A column by every route.</summary>
/// <param name="OData">Path of properties.</param>
/// <param name="Type">Of the EDM.</param>
/// <param name="Sql">Its value, text by code point.</param>
/// <param name="GraphQL">Path of fields; null if GraphQL does not show it.</param>
/// <param name="Operators">Those of its filter in GraphQL.</param>
/// <param name="IsSorted">Whether GraphQL sorts by it.</param>
/// <param name="Allowed">The values of an enum of GraphQL; null if it is none.</param>
internal sealed record RowSetColumn(
    string OData,
    string Type,
    bool IsNullable,
    string Sql,
    string[]? GraphQL,
    IReadOnlySet<string> Operators,
    bool IsSorted,
    IReadOnlyList<string>? Allowed
)
{
    public bool IsText => Type == "Edm.String";

    public bool IsNumber => Type is "Edm.Int32" or "Edm.Int64" or "Edm.Decimal";

    public bool IsMoment => Type == "Edm.DateTimeOffset";

    /// <summary>Whether it is of the row itself, not of its country.</summary>
    public bool IsOwn => !OData.Contains('/');

    /// <summary>Some of the values that rows have.</summary>
    public List<object> Values { get; } = [];
}
