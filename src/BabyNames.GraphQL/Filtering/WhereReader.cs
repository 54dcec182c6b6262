using System.Collections;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries;

namespace BabyNames.GraphQLEngine.Filtering;

/// <summary>Converts the value of an argument <c>where</c> to a condition.</summary>
internal sealed class WhereReader
{
    private readonly GraphQLLimits? _limits;
    private int _operations;

    private WhereReader(GraphQLLimits? limits) => _limits = limits;

    /// <summary>Converts a value.</summary>
    /// <param name="limits">Limits of filters; null for no limits.</param>
    /// <returns>The condition; null if there are no conditions.</returns>
    /// <exception cref="ClientError">The filter exceeds <see cref="GraphQLLimits"/>, or compares null by an operator that does not
    /// accept it.</exception>
    public static Term? Read(EntityType entity, object? where, GraphQLLimits? limits) =>
        where is IDictionary<string, object?> conditions
            ? new WhereReader(limits).ReadEntity(EntityPath.Root(entity), conditions, depth: 1)
            : null;

    private Term? ReadEntity(EntityPath path, IDictionary<string, object?> conditions, int depth)
    {
        CheckDepth(depth);
        return Join(
            "and",
            conditions.Select(condition =>
                condition.Key is "and" or "or"
                    ? Join(condition.Key, Objects(condition.Value).Select(item => ReadEntity(path, item, depth + 1)))
                    : ReadField(path.Append(condition.Key), condition.Value, depth)
            )
        );
    }

    private Term? ReadField(EntityPath path, object? value, int depth) =>
        (path.Last, value) switch
        {
            (EntityRelation, null) => FunctionTable.Call("eq", path.ToColumn(), Constant.Null),
            (EntityRelation, IDictionary<string, object?> conditions) => ReadEntity(path, conditions, depth + 1),
            (_, IDictionary<string, object?> operations) => ReadColumn(path.ToColumn(), operations, depth),
            _ => null,
        };

    private Term? ReadColumn(Column column, IDictionary<string, object?> operations, int depth)
    {
        CheckDepth(depth);
        return Join(
            "and",
            operations.Select(operation =>
                operation.Key is "and" or "or"
                    ? Join(operation.Key, Objects(operation.Value).Select(item => ReadColumn(column, item, depth + 1)))
                    : ReadOperation(column, operation.Key, operation.Value)
            )
        );
    }

    private Term ReadOperation(Column column, string name, object? value)
    {
        if (++_operations > _limits?.MaxFilterConditions)
            throw new ClientError($"The filter has more than {_limits.MaxFilterConditions} conditions.", "FILTER_LIMIT");
        if (value is ICollection { Count: var count } && count > _limits?.MaxListLength)
            throw new ClientError($"A list of the filter has {count} values; at most {_limits.MaxListLength} are allowed.", "FILTER_LIMIT");
        if (value is null && name is not ("eq" or "neq"))
            throw new ClientError($"`{name}` does not accept null. Use `eq` or `neq` to compare with null.", "FILTER_NULL");
        return FilterOperation.Find(name).Build(column, value);
    }

    private void CheckDepth(int depth)
    {
        if (depth > _limits?.MaxFilterDepth)
            throw new ClientError($"The filter is nested deeper than {_limits.MaxFilterDepth} levels.", "FILTER_LIMIT");
    }

    private static IEnumerable<IDictionary<string, object?>> Objects(object? list) =>
        (list as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>();

    /// <summary>Joins conditions. An empty object is true for every row, and so is an "or" with an empty object.</summary>
    /// <returns>The condition; null for a condition that is true for every row.</returns>
    private static Term? Join(string operation, IEnumerable<Term?> conditions)
    {
        var all = conditions.ToList();
        return operation == "or" && all.Contains(null)
            ? null
            : all.OfType<Term>()
                .Aggregate(
                    (Term?)null,
                    (joined, condition) => joined is null ? condition : FunctionTable.Call(operation, joined, condition)
                );
    }
}
