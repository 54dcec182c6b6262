using BabyNames.Queries;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Replaces conditions on a column that joins two others by conditions on these two, for which there is an index.</summary>
/// <param name="joined">The joined column; null when there is none.</param>
/// <param name="scope">The rows with the columns.</param>
internal sealed class JoinedTerms(JoinedColumn? joined, RowQuery scope)
{
    /// <summary>Translates an equality.</summary>
    /// <returns>The condition; null if the column is not the joined one.</returns>
    public Term? Equal(Term column, Term value)
    {
        if (value is not Constant { Value: string text } || PartsOf(column) is not var (first, second))
            return null;
        return joined!.Split(text) is var (a, b)
            ? FunctionTable.Call("and", FunctionTable.Call("eq", first, new Constant(a)), FunctionTable.Call("eq", second, new Constant(b)))
            : new Constant(false);
    }

    /// <summary>Adds a condition on the second part, for which there is an index, to the comparison with a list.</summary>
    /// <returns>The condition; null if the column is not the joined one.</returns>
    public Term? In(Term column, IReadOnlyList<Constant> items)
    {
        if (PartsOf(column) is not var (_, second) || !items.All(item => item.Value is string))
            return null;
        var parts = items.Select(item => joined!.Split((string)item.Value!)?.Second ?? "").Distinct().Select(part => new Constant(part));
        return FunctionTable.Call("and", FunctionTable.Call("in", [second, .. parts]), FunctionTable.Call("in", [column, .. items]));
    }

    /// <returns>The two parts; null if the column is not the joined one, or if the rows are groups without its parts.</returns>
    private (Column First, Column Second)? PartsOf(Term term) =>
        joined is not null
        && term is Column column
        && column.Name == joined.Name
        && scope.Find(joined.First) is { } first
        && scope.Find(joined.Second) is { } second
            ? (first, second)
            : null;
}
