namespace BabyNames.GraphQLEngine.Cost;

/// <summary>What an operation may cost at most, by the values of its variables, as Hot Chocolate and IBM's specification of
/// GraphQL cost directives count it.</summary>
/// <param name="FieldCost">Work: 10 for a field that asks the database, 10 for each <c>where</c> and <c>order</c>, 10 for each
/// condition of a filter or 20 where no index can help, 1 for any other field that gives an object; what is below a page
/// counts once for each of its nodes. And 1 for each <see cref="RowsReadForOne"/> rows that the database reads.</param>
/// <param name="TypeCost">Size: objects in the answer.</param>
/// <param name="Fields">Those of the query that have lists or pages, by their names in the answer.</param>
/// <param name="Queries">Fields that are executed at the same time, each with a query of the database: 1 to
/// <see cref="GraphQLLimits.MaxParallelFields"/>.</param>
public sealed record OperationCost(long FieldCost, long TypeCost, IReadOnlyDictionary<string, FieldCost> Fields, int Queries)
{
    /// <summary>Rows that the database reads in the time that it takes to produce one.</summary>
    public const int RowsReadForOne = 100;

    /// <summary>The size that the answer has in the end.</summary>
    internal long Produced(IEnumerable<(string Field, long Rows)> produced) =>
        TypeCost - produced.Sum(field => Fields.TryGetValue(field.Field, out var expected) ? expected.Left(field.Rows) : 0);
}

/// <param name="Rows">That a field produces at most.</param>
/// <param name="Objects">Its part of the operation's size.</param>
public sealed record FieldCost(long Rows, long Objects)
{
    /// <returns>Objects that it did not produce.</returns>
    internal long Left(long rows) => rows >= Rows ? 0 : (long)((decimal)Objects * (Rows - rows) / Rows);
}
