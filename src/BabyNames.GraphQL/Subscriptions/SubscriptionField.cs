using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Projection;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>Opens the stream of the changes of an entity.</summary>
/// <param name="startsWithAll">Whether the current state of all rows is sent first.</param>
internal sealed class SubscriptionField<TContext, TArguments, T>(
    EntityType entity,
    string channel,
    RecordArguments<TArguments> arguments,
    Func<TContext, TArguments, IQueryable<T>> source,
    Func<TArguments, bool> startsWithAll
) : ISourceStreamResolver
    where TContext : DbContext
    where T : class
{
    public ValueTask<IObservable<object?>> ResolveAsync(IResolveFieldContext context)
    {
        // GraphQL.NET reuses the context for other fields, so the stream needs a copy.
        var copy = context.Copy();
        return new(
            new EntityEvents(
                (SubscriptionContext)context.UserContext,
                ended => OpenAsync(copy, ended),
                (changes, ended) => ReadAsync(copy, changes, ended)
            )
        );
    }

    private async Task<PendingChangeQueue> OpenAsync(IResolveFieldContext context, CancellationToken cancellationToken)
    {
        var queue = await context
            .RequestServices!.GetRequiredService<ChangeHub>()
            .SubscribeAsync(channel, ((SubscriptionContext)context.UserContext).Client, cancellationToken);
        if (startsWithAll(arguments.Read(context)))
            queue.Add(null);
        return queue;
    }

    private async Task<IReadOnlyList<object>> ReadAsync(IResolveFieldContext context, Changes changes, CancellationToken cancellationToken)
    {
        var contexts = context.RequestServices!.GetRequiredService<IDbContextFactory<TContext>>();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = source(database, arguments.Read(context));
        if (!changes.All)
            rows = rows.Where(IsOneOf(changes.Ids));
        var selection = new Selection(entity).Add(context.FieldAst.SelectionSet, context.Document);
        return await rows.Select((Expression<Func<T, T>>)selection.ToExpression()).ToListAsync(cancellationToken);
    }

    private Expression<Func<T, bool>> IsOneOf(IReadOnlyList<Guid> ids)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var contains = Expression.Call(
            typeof(Enumerable),
            nameof(Enumerable.Contains),
            [typeof(Guid)],
            Parameter.Create(ids, typeof(IEnumerable<Guid>)),
            Expression.Property(row, entity.Key.Single().Property)
        );
        return Expression.Lambda<Func<T, bool>>(contains, row);
    }
}
