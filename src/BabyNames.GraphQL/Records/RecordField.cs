using BabyNames.GraphQLEngine.Queries;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>Answers a question with a record, or with several.</summary>
internal sealed class RecordField<TContext, T>(Func<TContext, IResolveFieldContext, Task<T>> answer) : IFieldResolver
    where TContext : DbContext
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context) =>
        await RequestData.ReadAsync<TContext, T>(context, isOneStatement: false, database => answer(database, context));
}
