using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>Removes the context from a query. EF Core requires that all tables of a query have the same context or none, and the tables in
/// conditions have none.</summary>
internal class DetachedRoots : ExpressionVisitor
{
    /// <summary>Returns the query without its context.</summary>
    public static IQueryable<T> Detach<T>(IQueryable<T> query) =>
        query.Provider.CreateQuery<T>(new DetachedRoots().Visit(query.Expression));

    protected override Expression VisitExtension(Expression node) =>
        node is QueryRootExpression root ? root.DetachQueryProvider() : base.VisitExtension(node);
}
