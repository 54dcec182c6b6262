using System.Text;

namespace BabyNames.Queries.Tests;

/// <summary>A random order of toys, both as terms of a query and as a comparer in memory. In ascending order nulls are first. Text is
/// compared by code point. Rows with equal values are ordered by their key.</summary>
internal sealed class ToyOrder : IComparer<Toy>
{
    private readonly List<(Term Term, Func<Toy, object?> Value, bool Descending)> _steps;

    private ToyOrder(List<(Term, Func<Toy, object?>, bool)> steps) => _steps = steps;

    /// <returns>An order by zero to three terms, which are columns or computed values.</returns>
    public static ToyOrder Random(RowQuery rows, Random random)
    {
        var terms = new RandomTerms(rows, random);
        return new([
            .. Enumerable
                .Range(0, random.Next(4))
                .Select(_ => terms.Value())
                .Select(value => (value.Term, value.Value, random.Next(2) == 0)),
        ]);
    }

    public RowOrder Of(RowQuery rows) => new([.. _steps.Select(step => new OrderStep(step.Term, step.Descending))], rows.Key);

    public int Compare(Toy? x, Toy? y)
    {
        foreach (var (_, value, descending) in _steps)
        {
            var compared = Compare(value(x!), value(y!));
            if (compared != 0)
                return descending ? -compared : compared;
        }
        return x!.Id.CompareTo(y!.Id);
    }

    public override string ToString() =>
        string.Join(", ", _steps.Select(step => RandomTerms.Text(step.Term) + (step.Descending ? " desc" : "")));

    public static int Compare(object? x, object? y) =>
        (x, y) switch
        {
            (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
            _ => Comparer<object>.Default.Compare(x, y),
        };
}
