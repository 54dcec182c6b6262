using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>A query that EF Core has compiled and that runs with different values. To build its expression each time, and to find it in the
/// query cache of EF Core, takes three times as long as the rest of reading a page.</summary>
internal sealed class CompiledQuery<TContext, T>
    where TContext : DbContext
{
    /// <summary>The overloads of <see cref="EF.CompileAsyncQuery{TContext,TResult}(Expression{Func{TContext,IQueryable{TResult}}})"/> by
    /// the number of values.</summary>
    private static readonly Dictionary<int, MethodInfo> Compilers = typeof(EF)
        .GetMethods()
        .Where(method =>
            method.Name == nameof(EF.CompileAsyncQuery)
            && method.GetParameters()[0].ParameterType is var lambda
            && lambda.GetGenericArguments()[0].GetGenericArguments()[^1] is { IsGenericType: true } result
            && result.GetGenericTypeDefinition() == typeof(IQueryable<>)
        )
        .ToDictionary(method => method.GetGenericArguments().Length - 2);

    private readonly Func<TContext, object[], IAsyncEnumerable<T>> _run;

    /// <summary>Compiles a query.</summary>
    /// <param name="parameters">Parameters of the values.</param>
    /// <param name="query">The query. It must not contain other values of a request.</param>
    public CompiledQuery(ParameterExpression database, IReadOnlyList<ParameterExpression> parameters, Expression query)
    {
        var compiler = Compilers[parameters.Count]
            .MakeGenericMethod([typeof(TContext), .. parameters.Select(parameter => parameter.Type), typeof(T)]);
        var compiled = compiler.Invoke(null, [Expression.Lambda(query, [database, .. parameters])])!;
        var values = Expression.Parameter(typeof(object[]), "values");
        var typed = parameters.Select(
            (parameter, i) => Parameter.Convert(Expression.ArrayIndex(values, Expression.Constant(i)), parameter.Type)
        );
        _run = Expression
            .Lambda<Func<TContext, object[], IAsyncEnumerable<T>>>(
                Expression.Invoke(Expression.Constant(compiled), [database, .. typed]),
                database,
                values
            )
            .Compile();
    }

    /// <summary>Maximum number of values that EF Core supports.</summary>
    public static int MaxValues { get; } = Compilers.Keys.Max();

    /// <summary>Runs the query with values, in the order of the parameters.</summary>
    public IAsyncEnumerable<T> Run(TContext database, object[] values) => _run(database, values);
}
