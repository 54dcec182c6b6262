using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>A query that EF has translated, to be run with other values. Building its expression anew, and EF looking through it to
/// find that it knows it, takes three times as long as all the rest of reading a page.</summary>
internal sealed class CompiledQuery<TContext, T>
    where TContext : DbContext
{
    /// <summary><see cref="EF.CompileAsyncQuery{TContext,TResult}(Expression{Func{TContext,IQueryable{TResult}}})"/> and its like, by the number of values.</summary>
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

    /// <param name="parameters">Of the values.</param>
    /// <param name="query">With no other values in it.</param>
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

    /// <summary>EF takes no more.</summary>
    public static int MostValues { get; } = Compilers.Keys.Max();

    public IAsyncEnumerable<T> Run(TContext database, object[] values) => _run(database, values);
}
