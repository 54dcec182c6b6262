using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>Answers a question with a record, or with several.</summary>
internal sealed class RecordField<TContext, T>(Func<TContext, IResolveFieldContext, Task<T>> answer) : IFieldResolver
    where TContext : DbContext
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        // One context for each field: fields run at the same time, a DbContext does not.
        var contexts = context.RequestServices!.GetRequiredService<IDbContextFactory<TContext>>();
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        return await answer(database, context);
    }
}
