using BabyNames.GraphQLEngine.Sorting;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Estimates by the values of a field's arguments. Values that the field refuses need not be looked at.</summary>
internal delegate RowEstimate RowEstimator(FieldValues field);

/// <summary>A field of the query before it is executed.</summary>
/// <param name="arguments">Null when there are none.</param>
/// <param name="counts">Whether the total count of a connection is selected.</param>
public sealed class FieldValues(IDictionary<string, ArgumentValue>? arguments, bool counts)
{
    public bool Counts => counts;

    /// <summary>What <c>order</c> sorts by: names of fields, joined where they are of a relation, each with whether it goes down.</summary>
    public IReadOnlyList<(string Field, bool Descending)> Order =>
        [.. (this["order"] as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>().SelectMany(item => Steps("", item))];

    internal IDictionary<string, ArgumentValue>? Arguments => arguments;

    /// <returns>Null when it is not given.</returns>
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

/// <summary>Marks fields with their estimate.</summary>
internal static class EstimatedField
{
    private const string Mark = "rows";

    public static FieldType Estimated(this FieldType field, RowEstimator rows) => field.WithMetadata(Mark, rows);

    /// <returns>Null for a field that has none.</returns>
    public static RowEstimator? Estimator(this FieldType field) => field.GetMetadata<RowEstimator?>(Mark, defaultValue: null);
}
