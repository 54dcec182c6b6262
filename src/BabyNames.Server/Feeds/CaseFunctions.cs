using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Feeds;

/// <summary>Translates <c>tolower</c> and <c>toupper</c> by a Unicode collation: under <c>C</c>, the collation of names, PostgreSQL changes
/// ASCII letters only. The result is compared by code points, as names are.</summary>
internal sealed class CaseFunctions : ExpressionVisitor
{
    public const string Unicode = "und-x-icu";
    public const string CodePoints = "C";

    protected override Expression VisitMethodCall(MethodCallExpression node) =>
        node is { Object: { } text, Method: { Name: nameof(string.ToLower) or nameof(string.ToUpper), DeclaringType: var type } } && type == typeof(string)
            ? Collate(Expression.Call(Collate(Visit(text), Unicode), node.Method), CodePoints)
            : base.VisitMethodCall(node);

    private static MethodCallExpression Collate(Expression text, string collation) => Expression.Call(
        typeof(RelationalDbFunctionsExtensions), nameof(RelationalDbFunctionsExtensions.Collate), [typeof(string)],
        Expression.Constant(EF.Functions), text, Expression.Constant(collation));
}
