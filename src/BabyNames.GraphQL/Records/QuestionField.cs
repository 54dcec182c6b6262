using BabyNames.GraphQLEngine.Queries;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>Answers a question.</summary>
internal sealed class QuestionField<TContext, TArguments, T>(IQuestion<TContext, TArguments, T> question, ArgumentSet arguments) : IFieldResolver
    where TContext : DbContext
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var values = (TArguments)arguments.Read(context.Value);
        return await RequestData.ReadAsync<TContext, T>(
            context, question.IsOneStatement, database => question.AskAsync(values, database, context.CancellationToken));
    }
}

internal static class ArgumentValues
{
    /// <returns>Null if the argument is not given.</returns>
    public static object? Value(this IResolveFieldContext context, string argument) =>
        context.Arguments?.TryGetValue(argument, out var value) == true ? value.Value : null;
}
