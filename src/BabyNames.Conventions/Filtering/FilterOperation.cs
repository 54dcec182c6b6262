using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Conventions.Entities;
using BabyNames.Queries;
using GraphQL.Types;

namespace BabyNames.Conventions.Filtering;

/// <summary>One operator of a filter: its name, its meaning and its expression.</summary>
internal sealed record FilterOperation(string Name, string Description, FilterOperation.Builder Build, bool TakesList = false)
{
    public delegate Expression Builder(Expression column, object? value, ParameterFactory parameter);

    private static readonly MethodInfo ContainsText = typeof(string).GetMethod(nameof(string.Contains), [typeof(string)])!;
    private static readonly MethodInfo StartsWith = typeof(string).GetMethod(nameof(string.StartsWith), [typeof(string)])!;
    private static readonly MethodInfo EndsWith = typeof(string).GetMethod(nameof(string.EndsWith), [typeof(string)])!;

    private static readonly FilterOperation[] Equality =
    [
        new("eq", "Equal to this; null matches what is not there.", Equal),
        new("neq", "Not equal to this.", (column, value, parameter) => Expression.Not(Equal(column, value, parameter))),
        new("in", "One of these.", In, TakesList: true),
        new("nin", "None of these.", (column, value, parameter) => Expression.Not(In(column, value, parameter)), TakesList: true),
    ];

    private static readonly FilterOperation[] Order =
    [
        .. Both("gt", "Greater than this.", Compare(ExpressionType.GreaterThan)),
        .. Both("gte", "Greater than or equal to this.", Compare(ExpressionType.GreaterThanOrEqual)),
        .. Both("lt", "Less than this.", Compare(ExpressionType.LessThan)),
        .. Both("lte", "Less than or equal to this.", Compare(ExpressionType.LessThanOrEqual)),
    ];

    private static readonly FilterOperation[] Text =
    [
        .. Both("contains", "Has this inside. Case counts.", Call(ContainsText)),
        .. Both("startsWith", "Starts with this. Case counts.", Call(StartsWith)),
        .. Both("endsWith", "Ends with this. Case counts.", Call(EndsWith)),
    ];

    private static readonly Dictionary<string, FilterOperation> ByName =
        Equality.Concat(Order).Concat(Text).ToDictionary(operation => operation.Name);

    private static readonly HashSet<string> Scans = ["contains", "ncontains", "endsWith", "nendsWith"];

    public static FilterOperation Find(string name) => ByName[name];

    /// <summary>Of one condition; twice as much where no index can help.</summary>
    public static int CostOf(string name) => Scans.Contains(name) ? 20 : 10;

    /// <summary>The operators that a kind of column has, in the order in which they are shown.</summary>
    public static IEnumerable<FilterOperation> On(ScalarGraphType type, Scalars scalars) => type switch
    {
        EnumerationGraphType => Equality,
        BooleanGraphType => Equality.Take(2),
        _ when type == scalars.String => Equality.Concat(Text),
        _ => Equality.Concat(Order),
    };

    private static IEnumerable<FilterOperation> Both(string name, string description, Builder build) =>
    [
        new(name, description, build),
        new($"n{name}", $"Not: {description}", (column, value, parameter) => Expression.Not(build(column, value, parameter))),
    ];

    private static Expression Equal(Expression column, object? value, ParameterFactory parameter) => value is null
        ? Expression.Equal(Nullable(column), Expression.Constant(null, Nullable(column).Type))
        : Expression.Equal(column, parameter(value, column.Type));

    private static Expression In(Expression column, object? value, ParameterFactory parameter)
    {
        if (value is null)
            return Expression.Constant(false);
        var type = typeof(List<>).MakeGenericType(column.Type);
        return Expression.Call(parameter(value, type), type.GetMethod(nameof(List<>.Contains))!, column);
    }

    // A comparison with null is never true, as in SQL.
    private static Builder Compare(ExpressionType type) => (column, value, parameter) => value is null
        ? Expression.Constant(false)
        : Expression.MakeBinary(type, column, parameter(value, column.Type));

    private static Builder Call(MethodInfo method) => (column, value, parameter) => value is null
        ? Expression.Constant(false)
        : Expression.Call(column, method, parameter(value, typeof(string)));

    private static Expression Nullable(Expression column) =>
        column.Type.IsValueType && System.Nullable.GetUnderlyingType(column.Type) is null
            ? Expression.Convert(column, typeof(Nullable<>).MakeGenericType(column.Type))
            : column;
}
