using BabyNames.Queries;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Makes conditions about a column that joins two others into conditions about these, which an index has.</summary>
/// <param name="joined">Null for none.</param>
/// <param name="scope">The rows.</param>
internal sealed class JoinedTerms(JoinedColumn? joined, RowQuery scope)
{
    /// <returns>Null if the value is not compared with such a column.</returns>
    public Term? Equal(Term column, Term value)
    {
        if (value is not Constant { Value: string text } || PartsOf(column) is not var (first, second))
            return null;
        return joined!.Split(text) is var (a, b)
            ? FunctionTable.Call("and", FunctionTable.Call("eq", first, new Constant(a)), FunctionTable.Call("eq", second, new Constant(b)))
            : new Constant(false);
    }

    /// <summary>The second part stands for an index; the list itself says which pairs there are.</summary>
    /// <returns>Null if this is no list of such a column.</returns>
    public Term? In(Term column, IReadOnlyList<Constant> items)
    {
        if (PartsOf(column) is not var (_, second) || !items.All(item => item.Value is string))
            return null;
        var parts = items.Select(item => joined!.Split((string)item.Value!)?.Second ?? "").Distinct().Select(part => new Constant(part));
        return FunctionTable.Call("and", FunctionTable.Call("in", [second, .. parts]), FunctionTable.Call("in", [column, .. items]));
    }

    /// <summary>Groups may lack them.</summary>
    private (Column First, Column Second)? PartsOf(Term term) =>
        joined is not null
        && term is Column column
        && column.Name == joined.Name
        && scope.Find(joined.First) is { } first
        && scope.Find(joined.Second) is { } second
            ? (first, second)
            : null;
}
