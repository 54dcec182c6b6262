namespace BabyNames.GraphQLEngine.Cost;

/// <summary>The maximum cost of an operation for the values of its variables, as Hot Chocolate and IBM's specification of GraphQL cost
/// directives define it.</summary>
/// <param name="FieldCost">Work: 10 for a field that reads the database, 10 for each <c>where</c> and <c>order</c>, 10 for each condition
/// (20 if no index can be used), 1 for each other field with an object, and 1 for each <see cref="RowsReadForOne"/> rows that the database
/// reads. Fields of the nodes of a page count once for each node.</param>
/// <param name="TypeCost">Size: number of objects in the response.</param>
/// <param name="Fields">The fields of the query type with lists or pages, by their names in the response.</param>
/// <param name="Queries">Number of fields that are executed in parallel, each with a query of the database: 1 to
/// <see cref="GraphQLLimits.MaxParallelFields"/>.</param>
public sealed record OperationCost(long FieldCost, long TypeCost, IReadOnlyDictionary<string, FieldCost> Fields, int Queries)
{
    /// <summary>Number of rows that the database reads in the time that it takes to return one.</summary>
    public const int RowsReadForOne = 100;

    /// <summary>Returns the actual type cost.</summary>
    /// <param name="produced">The actual number of rows of each field.</param>
    internal long ActualTypeCost(IEnumerable<(string Field, long Rows)> produced) =>
        TypeCost - produced.Sum(field => Fields.TryGetValue(field.Field, out var expected) ? expected.Unused(field.Rows) : 0);
}

/// <summary>The maximum size of a field of the query type.</summary>
/// <param name="Rows">Maximum number of rows that the field returns.</param>
/// <param name="Objects">Part of the type cost of the operation.</param>
public sealed record FieldCost(long Rows, long Objects)
{
    /// <summary>Returns the number of objects that the field did not return.</summary>
    /// <param name="rows">Actual number of rows.</param>
    internal long Unused(long rows) => rows >= Rows ? 0 : (long)((decimal)Objects * (Rows - rows) / Rows);
}
