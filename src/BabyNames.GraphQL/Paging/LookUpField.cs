using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Projection;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>Reads the selected columns of the row with a value of a unique column. The result is null if there is no such row.</summary>
internal sealed class LookUpField<TContext, T>(EntityType entity, RowSet<TContext, T> rows, EntityColumn key) : IFieldResolver
    where TContext : DbContext
    where T : class
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var selection = new Selection(entity).Add(context.FieldAst.SelectionSet, context.Document);
        var row = Expression.Parameter(typeof(T), "row");
        var column = Expression.Property(row, key.Property);
        var hasKey = Expression.Lambda<Func<T, bool>>(
            Expression.Equal(column, Parameter.Create(context.Arguments![key.FieldName].Value!, column.Type)),
            row
        );
        return await RequestData.ReadAsync<TContext, T?>(
            context,
            isOneStatement: true,
            database =>
                rows.Rows(database)
                    .Where(hasKey)
                    .Select((Expression<Func<T, T>>)selection.ToExpression())
                    .FirstOrDefaultAsync(context.CancellationToken)
        );
    }
}
