using System.Linq.Expressions;
using BabyNames.Conventions.Entities;
using BabyNames.Conventions.Errors;
using BabyNames.Queries;

namespace BabyNames.Conventions.Filtering;

/// <summary>Turns the value of a <c>where</c> argument into one predicate.</summary>
internal sealed class FilterExpression(ConventionLimits limits, ParameterFactory parameter)
{
    private int _operations;

    /// <param name="parameter">Stands for each value, in the order in which <see cref="FilterShape"/> finds them.</param>
    /// <returns>Null when nothing is asked for.</returns>
    /// <exception cref="ClientError">More or deeper conditions than <see cref="ConventionLimits"/> allow.</exception>
    public static LambdaExpression? Build(EntityType entity, object? where, ConventionLimits limits, ParameterFactory parameter)
    {
        if (where is not IDictionary<string, object?> conditions)
            return null;
        var instance = Expression.Parameter(entity.ClrType, "e");
        var body = new FilterExpression(limits, parameter).All(entity, conditions, instance, depth: 1);
        return body is null ? null : Expression.Lambda(body, instance);
    }

    private Expression? All(EntityType entity, IDictionary<string, object?> conditions, Expression instance, int depth)
    {
        if (depth > limits.FilterDepth)
            throw new ClientError($"The filter is nested deeper than {limits.FilterDepth} levels.", "FILTER_LIMIT");
        return Join(Expression.AndAlso, conditions.Select(condition => condition switch
        {
            { Key: "and" } => Join(Expression.AndAlso, Objects(condition.Value).Select(one => All(entity, one, instance, depth + 1))),
            { Key: "or" } => Join(Expression.OrElse, Objects(condition.Value).Select(one => All(entity, one, instance, depth + 1))),
            _ => On(entity.Find(condition.Key)!, condition.Value, instance, depth),
        }));
    }

    private Expression? On(EntityMember member, object? value, Expression instance, int depth)
    {
        var property = Expression.Property(instance, member.Property);
        return (member, value) switch
        {
            (EntityRelation, null) => Expression.Equal(property, Expression.Constant(null, property.Type)),
            (EntityRelation relation, IDictionary<string, object?> conditions) =>
                RelationFilter.WithoutJoin(relation, instance, All(relation.Target, conditions, property, depth + 1)),
            (_, IDictionary<string, object?> operations) => Operations(property, operations, depth),
            _ => null,
        };
    }

    private Expression? Operations(Expression column, IDictionary<string, object?> operations, int depth)
    {
        if (depth > limits.FilterDepth)
            throw new ClientError($"The filter is nested deeper than {limits.FilterDepth} levels.", "FILTER_LIMIT");
        return Join(Expression.AndAlso, operations.Select(operation => operation switch
        {
            { Key: "and" } => Join(Expression.AndAlso, Objects(operation.Value).Select(one => Operations(column, one, depth + 1))),
            { Key: "or" } => Join(Expression.OrElse, Objects(operation.Value).Select(one => Operations(column, one, depth + 1))),
            _ => Operation(column, operation.Key, operation.Value),
        }));
    }

    private Expression Operation(Expression column, string name, object? value)
    {
        if (++_operations > limits.FilterOperations)
            throw new ClientError($"The filter has more than {limits.FilterOperations} conditions.", "FILTER_LIMIT");
        FilterShape.CheckLength(value, limits);
        return FilterOperation.Find(name).Build(column, value, parameter);
    }

    private static IEnumerable<IDictionary<string, object?>> Objects(object? list) =>
        (list as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>();

    /// <summary>Null for nothing: an empty <c>and</c> or <c>or</c> asks for nothing.</summary>
    private static Expression? Join(Func<Expression, Expression, Expression> join, IEnumerable<Expression?> parts) =>
        parts.Where(part => part is not null).Aggregate((Expression?)null, (all, part) => all is null ? part : join(all, part!));
}
