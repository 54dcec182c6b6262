using BabyNames.GraphQLEngine.Sorting;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Estimates the rows of a field by its arguments, which may be invalid.</summary>
internal delegate RowEstimate RowEstimator(FieldValues field);

/// <summary>The arguments of a field of the query type before execution.</summary>
/// <param name="arguments">The values; null when there are none.</param>
/// <param name="isCounted">Whether the total count of a connection is selected.</param>
public sealed class FieldValues(IDictionary<string, ArgumentValue>? arguments, bool isCounted)
{
    /// <summary>Whether the total count of a connection is selected.</summary>
    public bool IsCounted => isCounted;

    /// <summary>The fields in <c>order</c>. The name of a field of a relation follows the name of the relation without a
    /// separator.</summary>
    public IReadOnlyList<(string Field, bool Descending)> Order =>
        [.. (this["order"] as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>().SelectMany(item => Steps("", item))];

    internal IDictionary<string, ArgumentValue>? Arguments => arguments;

    /// <summary>Returns the value of an argument; null when the request omits it.</summary>
    public object? this[string argument] => arguments?.TryGetValue(argument, out var value) == true ? value.Value : null;

    private static IEnumerable<(string Field, bool Descending)> Steps(string path, IDictionary<string, object?> item) =>
        item.SelectMany(field =>
            field.Value switch
            {
                IDictionary<string, object?> relation => Steps(path + field.Key, relation),
                null => [],
                var direction => [(path + field.Key, direction is SortTypes.Descending)],
            }
        );
}

/// <summary>Adds estimates to fields.</summary>
internal static class EstimatedField
{
    private const string Key = "rows";

    /// <summary>Adds an estimate of the rows to a field.</summary>
    public static FieldType Estimated(this FieldType field, RowEstimator rows) => field.WithMetadata(Key, rows);

    /// <summary>Returns the estimator of a field; null when it has none.</summary>
    public static RowEstimator? Estimator(this FieldType field) => field.GetMetadata<RowEstimator?>(Key, defaultValue: null);
}
