namespace BabyNames.Server.Tests.Differential;

/// <summary>A set of rows that OData serves, and GraphQL may serve.</summary>
/// <param name="Name">The entity set of OData.</param>
/// <param name="Connection">The query field of GraphQL; null if GraphQL has no such field.</param>
/// <param name="Entity">The prefix of the input types of GraphQL.</param>
/// <param name="From">The FROM clause in SQL. The rows have the alias <c>r</c>, and each joined table has the name of its navigation
/// property.</param>
/// <param name="Key">The columns of the primary key in OData.</param>
/// <param name="Columns">All columns, including the columns of tables that rows refer to.</param>
internal sealed record RowSet(
    string Name,
    string? Connection,
    string? Entity,
    string From,
    IReadOnlyList<RowSetColumn> Key,
    IReadOnlyList<RowSetColumn> Columns
)
{
    /// <summary>The default order of GraphQL in SQL, and the key columns that complete an order.</summary>
    public (string Order, string[] Key) GraphQLOrder =>
        Name switch
        {
            // Countries have an id that the OData service does not expose.
            "Countries" => ("r.code", ["r.id"]),
            "Datasets" => ("r.uploaded_at DESC", ["r.id"]),
            _ => ("", [.. Key.Select(column => column.Sql)]),
        };
}

/// <summary>A column in OData, SQL and GraphQL.</summary>
/// <param name="OData">The path of OData properties.</param>
/// <param name="Type">The type in the EDM.</param>
/// <param name="Sql">The SQL expression of the value. Text is compared by code point.</param>
/// <param name="GraphQL">The path of GraphQL fields; null if GraphQL does not have the column.</param>
/// <param name="Operators">The operators of the column's filter in GraphQL.</param>
/// <param name="IsSorted">Whether GraphQL can sort by the column.</param>
/// <param name="Allowed">The values of a GraphQL enum; null if the column has another type.</param>
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

    /// <summary>Whether the column belongs to the row itself, not to a related row.</summary>
    public bool IsOwn => !OData.Contains('/');

    /// <summary>Some of the column's values, without null.</summary>
    public List<object> Values { get; } = [];
}
