using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query;

namespace BabyNames.Queries;

/// <summary>Translates the methods of <see cref="Sql"/> to SQL.</summary>
internal sealed class SqlTranslations(ISqlExpressionFactory factory, IRelationalTypeMappingSource types)
    : IMethodCallTranslatorPlugin,
        IAggregateMethodCallTranslatorPlugin,
        IMethodCallTranslator,
        IAggregateMethodCallTranslator
{
    private readonly NpgsqlSqlExpressionFactory _sql = (NpgsqlSqlExpressionFactory)factory;

    IEnumerable<IMethodCallTranslator> IMethodCallTranslatorPlugin.Translators => [this];

    IEnumerable<IAggregateMethodCallTranslator> IAggregateMethodCallTranslatorPlugin.Translators => [this];

    public SqlExpression? Translate(
        SqlExpression? instance,
        MethodInfo method,
        IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger
    )
    {
        if (method.DeclaringType != typeof(Sql))
            return null;
        SqlExpression[] values = [.. arguments.Select(argument => _sql.ApplyDefaultTypeMapping(argument))];
        return (method.Name, values) switch
        {
            (nameof(Sql.Cast), [var value]) => Cast(value, method.ReturnType),
            (nameof(Sql.Add), [var left, var right]) => new SqlBinaryExpression(
                ExpressionType.Add,
                left,
                right,
                method.ReturnType,
                Mapping(method.ReturnType)
            ),
            (nameof(Sql.Subtract), [var left, var right]) => new SqlBinaryExpression(
                ExpressionType.Subtract,
                left,
                right,
                method.ReturnType,
                Mapping(method.ReturnType)
            ),
            (nameof(Sql.Part), [var part, var value]) => Cast(
                Function("floor", typeof(double), Function("date_part", typeof(double), part, InUtc(value))),
                typeof(int)
            ),
            (nameof(Sql.FractionalSeconds), [var value]) => _sql.Modulo(
                Extract("second", InUtc(value)),
                _sql.Constant(1m, Mapping(typeof(decimal)))
            ),
            (nameof(Sql.TotalSeconds), [var value]) => Extract("epoch", value),
            (nameof(Sql.Date) or nameof(Sql.Time), [var value]) => Cast(InUtc(value), method.ReturnType),
            (nameof(Sql.Round), [var value, var digits]) => Function("round", typeof(decimal), value, digits),
            (nameof(Sql.Concat), _) => Function("textcat", typeof(string), values),
            (nameof(Sql.Substring), [var value, var from]) => Function("substr", typeof(string), value, from),
            (nameof(Sql.Substring), [var value, var from, var length]) => Function(
                "substr",
                typeof(string),
                value,
                from,
                Function("greatest", typeof(int), length, _sql.Constant(0))
            ),
            (nameof(Sql.Right), [var value, var length]) => Function("right", typeof(string), value, length),
            (nameof(Sql.Matches), [var value, var pattern]) => _sql.RegexMatch(
                value,
                pattern,
                System.Text.RegularExpressions.RegexOptions.Singleline
            ),
            _ => null,
        };
    }

    public SqlExpression? Translate(
        MethodInfo method,
        EnumerableExpression source,
        IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger
    )
    {
        if (method.DeclaringType != typeof(Sql) || source.Selector is not SqlExpression selector)
            return null;
        var value = _sql.ApplyDefaultTypeMapping(selector);
        var result = Nullable.GetUnderlyingType(method.ReturnType) ?? method.ReturnType;
        return method.Name switch
        {
            // PostgreSQL returns numeric for the sum of bigint.
            nameof(Sql.Sum) when result == typeof(long) => Cast(Aggregate("sum", value, typeof(decimal)), result),
            nameof(Sql.Sum) => Aggregate("sum", value, result),
            nameof(Sql.Average) when result == typeof(decimal) => Function(
                "round",
                result,
                Aggregate("avg", value, result),
                _sql.Constant(10)
            ),
            nameof(Sql.Average) => Cast(Aggregate("avg", value, typeof(decimal)), result),
            nameof(Sql.Min) => Aggregate("min", value, result),
            nameof(Sql.Max) => Aggregate("max", value, result),
            nameof(Sql.CountDistinct) => Aggregate("count", new DistinctExpression(value), result),
            _ => null,
        };
    }

    /// <summary>Creates an aggregate with its schema. Without the schema EF Core would return 0 for the sum of no rows.</summary>
    private SqlFunctionExpression Aggregate(string name, SqlExpression value, Type type) =>
        new("pg_catalog", name, [value], nullable: true, argumentsPropagateNullability: [false], type, Mapping(type));

    private SqlExpression Function(string name, Type type, params SqlExpression[] arguments) =>
        _sql.Function(name, arguments, nullable: true, argumentsPropagateNullability: arguments.Select(_ => true), type, Mapping(type));

    /// <summary>Creates a call of <c>extract</c>, which is exact; <c>date_part</c> is not. The schema makes it a function call:
    /// <c>extract</c> without it has a syntax of its own.</summary>
    private SqlFunctionExpression Extract(string part, SqlExpression value) =>
        new(
            "pg_catalog",
            "extract",
            [_sql.ApplyDefaultTypeMapping(_sql.Constant(part)), value],
            nullable: true,
            argumentsPropagateNullability: [false, true],
            typeof(decimal),
            Mapping(typeof(decimal))
        );

    private SqlUnaryExpression Cast(SqlExpression value, Type type) =>
        new(ExpressionType.Convert, value, Nullable.GetUnderlyingType(type) ?? type, Mapping(type));

    private SqlExpression InUtc(SqlExpression value) => value.Type == typeof(DateTimeOffset) ? _sql.AtUtc(value) : value;

    private RelationalTypeMapping Mapping(Type type) => types.FindMapping(Nullable.GetUnderlyingType(type) ?? type)!;
}

/// <summary>Prevents EF Core from calling the methods of <see cref="Sql"/> in the process if their arguments do not depend on a
/// row.</summary>
internal sealed class SqlEvaluationFilter : IEvaluatableExpressionFilterPlugin
{
    public bool IsEvaluatableExpression(Expression expression) =>
        expression is not MethodCallExpression { Method.DeclaringType: var type } || type != typeof(Sql);
}

/// <summary>Adds <see cref="SqlTranslations"/> to the services of a context.</summary>
internal sealed class SqlExtension : IDbContextOptionsExtension
{
    public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services) =>
        new EntityFrameworkRelationalServicesBuilder(services)
            .TryAdd<IMethodCallTranslatorPlugin, SqlTranslations>()
            .TryAdd<IAggregateMethodCallTranslatorPlugin, SqlTranslations>()
            .TryAdd<IEvaluatableExpressionFilterPlugin, SqlEvaluationFilter>();

    public void Validate(IDbContextOptions options) { }

    private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) { }
    }
}

/// <summary>Configures EF Core contexts for the queries of this project.</summary>
public static class QuerySetup
{
    /// <summary>Makes a context translate every function of <see cref="FunctionTable"/>. Call it after <c>UseNpgsql</c>.</summary>
    public static DbContextOptionsBuilder UseQueryFunctions(this DbContextOptionsBuilder options)
    {
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new SqlExtension());
        return options;
    }
}
