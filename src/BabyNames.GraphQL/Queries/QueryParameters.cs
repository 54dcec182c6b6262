using System.Linq.Expressions;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>Creates the parameters of a compiled query, in the order in which <c>PageQuery.Describe</c> returns the values.</summary>
/// <param name="values">The values of the current request.</param>
internal sealed class QueryParameters(IReadOnlyList<object> values)
{
    private readonly List<ParameterExpression> _parameters = [];

    /// <summary>All parameters.</summary>
    /// <exception cref="InvalidOperationException">Not all values have a parameter.</exception>
    public IReadOnlyList<ParameterExpression> All => _parameters.Count == values.Count ? _parameters : throw OutOfOrder();

    /// <summary>Creates the parameter of the next value.</summary>
    /// <exception cref="InvalidOperationException">The value is not the next one.</exception>
    public Expression Create(object value, Type type)
    {
        // A wrong order would run the query with wrong values and return wrong rows.
        if (_parameters.Count == values.Count || !AreEqual(values[_parameters.Count], value))
            throw OutOfOrder();
        var parameter = Expression.Parameter(type, $"p{_parameters.Count}");
        _parameters.Add(parameter);
        return parameter;
    }

    private static bool AreEqual(object left, object right) =>
        Equals(left, right) || (left is IEnumerable<object?> items && right is IEnumerable<object?> others && items.SequenceEqual(others));

    private static InvalidOperationException OutOfOrder() => new("The values of a query have another order than its parameters.");
}
