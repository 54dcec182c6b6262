using System.Linq.Expressions;
using BabyNames.Conventions.Entities;
using BabyNames.Conventions.Errors;
using BabyNames.Conventions.Projection;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Conventions.Mutations;

/// <summary>Runs a mutation and reads its result with the selected columns alone.</summary>
/// <param name="run">Does the work and says which entity is the result.</param>
internal sealed class MutationField<TContext, T>(
    EntityType entity,
    string resultName,
    IReadOnlyCollection<Type> errors,
    Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<Expression<Func<T, bool>>>> run) : IFieldResolver
    where TContext : DbContext
    where T : class
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        try
        {
            var result = await run(context.GetArgument<IDictionary<string, object?>>("input").AsReadOnly(), context);
            return new MutationPayload(await ReadAsync(result, context), null);
        }
        catch (DomainException exception) when (errors.Contains(exception.GetType()))
        {
            return new MutationPayload(null, [exception]);
        }
    }

    private async Task<T?> ReadAsync(Expression<Func<T, bool>> result, IResolveFieldContext context)
    {
        var selection = new Selection(entity);
        foreach (var field in Selection.Fields(context.FieldAst.SelectionSet, context.Document).Where(field => field.Name.Value == resultName))
            selection.Add(field.SelectionSet, context.Document);
        var contexts = context.RequestServices!.GetRequiredService<IDbContextFactory<TContext>>();
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        // What a mutation did is shown also when it hid it.
        return await database.Set<T>().IgnoreQueryFilters().Where(result)
            .Select((Expression<Func<T, T>>)selection.ToExpression())
            .FirstOrDefaultAsync(context.CancellationToken);
    }
}
