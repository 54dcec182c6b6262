using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>Takes the context out of a query. EF wants all tables of a query from the same context, or from none: those that a filter looks
/// things up in have none.</summary>
internal class DetachedRoots : ExpressionVisitor
{
    public static IQueryable<T> Of<T>(IQueryable<T> query) => query.Provider.CreateQuery<T>(new DetachedRoots().Visit(query.Expression));

    protected override Expression VisitExtension(Expression node) =>
        node is QueryRootExpression root ? root.DetachQueryProvider() : base.VisitExtension(node);
}
