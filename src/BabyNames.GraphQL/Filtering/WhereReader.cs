using System.Collections;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries;

namespace BabyNames.GraphQLEngine.Filtering;

/// <summary>Turns the value of a <c>where</c> argument into one condition.</summary>
internal sealed class WhereReader
{
    private readonly GraphQLLimits? _limits;
    private int _operations;

    private WhereReader(GraphQLLimits? limits) => _limits = limits;

    /// <param name="limits">Null for none.</param>
    /// <returns>Null if there are no conditions.</returns>
    /// <exception cref="ClientError">More or deeper conditions than <see cref="GraphQLLimits"/> allow.</exception>
    public static Term? Read(EntityType entity, object? where, GraphQLLimits? limits) =>
        where is IDictionary<string, object?> conditions ? new WhereReader(limits).All(EntityPath.Of(entity), conditions, depth: 1) : null;

    private Term? All(EntityPath path, IDictionary<string, object?> conditions, int depth)
    {
        CheckDepth(depth);
        return Join(
            "and",
            conditions.Select(condition =>
                condition.Key is "and" or "or"
                    ? Join(condition.Key, Objects(condition.Value).Select(item => All(path, item, depth + 1)))
                    : On(path.To(condition.Key), condition.Value, depth)
            )
        );
    }

    private Term? On(EntityPath path, object? value, int depth) =>
        (path.Last, value) switch
        {
            (EntityRelation, null) => FunctionTable.Call("eq", path.ToColumn(), Constant.Null),
            (EntityRelation, IDictionary<string, object?> conditions) => All(path, conditions, depth + 1),
            (_, IDictionary<string, object?> operations) => Operations(path.ToColumn(), operations, depth),
            _ => null,
        };

    private Term? Operations(Column column, IDictionary<string, object?> operations, int depth)
    {
        CheckDepth(depth);
        return Join(
            "and",
            operations.Select(operation =>
                operation.Key is "and" or "or"
                    ? Join(operation.Key, Objects(operation.Value).Select(item => Operations(column, item, depth + 1)))
                    : Operation(column, operation.Key, operation.Value)
            )
        );
    }

    private Term Operation(Column column, string name, object? value)
    {
        if (++_operations > _limits?.MaxFilterConditions)
            throw new ClientError($"The filter has more than {_limits.MaxFilterConditions} conditions.", "FILTER_LIMIT");
        if (value is ICollection { Count: var count } && count > _limits?.MaxListLength)
            throw new ClientError($"A list of the filter has {count} values; at most {_limits.MaxListLength} are allowed.", "FILTER_LIMIT");
        if (value is null && name is not ("eq" or "neq"))
            throw new ClientError($"`{name}` takes no null. `eq` and `neq` compare with null.", "FILTER_NULL");
        return FilterOperation.Find(name).Build(column, value);
    }

    private void CheckDepth(int depth)
    {
        if (depth > _limits?.MaxFilterDepth)
            throw new ClientError($"The filter is nested deeper than {_limits.MaxFilterDepth} levels.", "FILTER_LIMIT");
    }

    private static IEnumerable<IDictionary<string, object?>> Objects(object? list) =>
        (list as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>();

    /// <summary>An empty object holds for every row, and so does an "or" that has one.</summary>
    /// <returns>Null for a condition that every row meets.</returns>
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
