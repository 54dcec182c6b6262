using BabyNames.GraphQLEngine.Queries;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>The field of a question.</summary>
internal sealed class QuestionField<TContext, TArguments, T>(
    IQuestion<TContext, TArguments, T> question,
    RecordArguments<TArguments> arguments
) : IFieldResolver
    where TContext : DbContext
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var values = arguments.Read(context);
        return await RequestData.ReadAsync<TContext, T>(
            context,
            question.IsOneStatement,
            database => question.AskAsync(values, database, context.CancellationToken)
        );
    }
}
