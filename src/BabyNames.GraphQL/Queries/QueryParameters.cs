using System.Linq.Expressions;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>Makes the parameters of a query that is compiled, in the order in which the values were found in the request.</summary>
internal sealed class QueryParameters(IReadOnlyList<object> values)
{
    private readonly List<ParameterExpression> _made = [];

    public IReadOnlyList<ParameterExpression> Made => _made.Count == values.Count ? _made : throw OutOfOrder();

    public Expression Of(object value, Type type)
    {
        // Wrong values under a right query would be wrong answers.
        if (_made.Count == values.Count || !AreEqual(values[_made.Count], value))
            throw OutOfOrder();
        var parameter = Expression.Parameter(type, $"p{_made.Count}");
        _made.Add(parameter);
        return parameter;
    }

    private static bool AreEqual(object left, object right) =>
        Equals(left, right) || (left is IEnumerable<object?> items && right is IEnumerable<object?> others && items.SequenceEqual(others));

    private static InvalidOperationException OutOfOrder() => new("The values of a query are not those that were found in its request.");
}
