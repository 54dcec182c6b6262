using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using BabyNames.GraphQLEngine.Paging;
using BabyNames.GraphQLEngine.Values;
using GraphQL.Execution;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Counts the rows that fields returned: nodes of a page, and items of a list with the items of the lists in them.</summary>
internal static class ProducedRows
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> ListProperties = new();

    /// <summary>Returns the number of rows of each field, by its name in the response.</summary>
    public static IEnumerable<(string Field, long Rows)> Count(object? data) =>
        ((data as ObjectExecutionNode)?.SubFields ?? []).Select(node =>
            (node.Name!, CountRows(node.Result is SelectedValue selected ? selected.Value : node.Result))
        );

    private static long CountRows(object? value) =>
        value switch
        {
            null or string => 0,
            Connection page => page.Nodes.Count,
            IEnumerable list => list.Cast<object?>().Sum(CountRows),
            _ => 1 + Lists(value.GetType()).Sum(list => CountRows(list.GetValue(value))),
        };

    private static PropertyInfo[] Lists(Type type) =>
        ListProperties.GetOrAdd(
            type,
            row => [.. row.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => IsList(property.PropertyType))]
        );

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
}
