using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Projection;
using GraphQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>Reads the selected columns of the entity that is the result of a mutation.</summary>
internal sealed class MutationResult<TContext, T>(EntityType entity, string resultName)
    where TContext : DbContext
    where T : class
{
    public async Task<object?> ReadAsync(Expression<Func<T, bool>> result, IResolveFieldContext context)
    {
        var selection = new Selection(entity);
        foreach (
            var field in Selection.Fields(context.FieldAst.SelectionSet, context.Document).Where(field => field.Name.Value == resultName)
        )
            selection.Add(field.SelectionSet, context.Document);
        var contexts = context.RequestServices!.GetRequiredService<IDbContextFactory<TContext>>();
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        // The filters are ignored, because the result is also returned when the mutation hides the entity.
        return await database
            .Set<T>()
            .IgnoreQueryFilters()
            .Where(result)
            .Select((Expression<Func<T, T>>)selection.ToExpression())
            .FirstOrDefaultAsync(context.CancellationToken);
    }
}
