using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using BabyNames.GraphQLEngine.Paging;
using BabyNames.GraphQLEngine.Values;
using GraphQL.Execution;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Counts the rows that fields have produced: nodes of a page, items of a list and of the lists within them.</summary>
internal static class ProducedRows
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> ListsOf = new();

    /// <summary>By the name of each field in the answer.</summary>
    public static IEnumerable<(string Field, long Rows)> Of(object? data) =>
        ((data as ObjectExecutionNode)?.SubFields ?? []).Select(node =>
            (node.Name!, Count(node.Result is SelectedValue selected ? selected.Value : node.Result))
        );

    private static long Count(object? value) =>
        value switch
        {
            null or string => 0,
            Connection page => page.Nodes.Count,
            IEnumerable list => list.Cast<object?>().Sum(Count),
            _ => 1 + Lists(value.GetType()).Sum(list => Count(list.GetValue(value))),
        };

    private static PropertyInfo[] Lists(Type type) =>
        ListsOf.GetOrAdd(
            type,
            made => [.. made.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => IsList(property.PropertyType))]
        );

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
}
