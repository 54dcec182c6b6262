using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using BabyNames.Data;
using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Names;

/// <summary>Puts <c>country_id</c>, which a row of <c>names</c> has, in place of the code, which it has not: a filter compares
/// ids, and the code of a row that was read is looked up here. No statement joins countries for it, except one that does
/// with a code what an id cannot answer, such as sorting.</summary>
internal sealed class CountryCodes : ExpressionVisitor
{
    private static readonly PropertyInfo Code = typeof(NameCount).GetProperty(nameof(NameCount.CountryCode))!;

    private readonly Dictionary<Guid, string> _codes;

    private CountryCodes(Dictionary<Guid, string> codes) => _codes = codes;

    /// <summary>Read for each request: a handful of rows, never out of date.</summary>
    public static async Task<ExpressionVisitor> LoadAsync(BabyNamesDbContext database, CancellationToken cancellationToken) =>
        new CountryCodes(await database.Countries.Select(country => new { country.Id, country.Code })
            .ToDictionaryAsync(country => country.Id, country => country.Code, cancellationToken));

    /// <summary>Called by a query in place of the column.</summary>
    public static string Of(Dictionary<Guid, string> codes, Guid id) => codes[id];

    protected override MemberAssignment VisitMemberAssignment(MemberAssignment node) => node.Expression is MemberExpression member && member.Member == Code
        ? Expression.Bind(node.Member, Expression.Call(typeof(CountryCodes), nameof(Of), null, Captured(_codes), Id(member)))
        : base.VisitMemberAssignment(node);

    protected override Expression VisitBinary(BinaryExpression node) => node.NodeType is not (ExpressionType.Equal or ExpressionType.NotEqual)
        ? base.VisitBinary(node)
        : (node.Left, node.Right) switch
        {
            (MemberExpression member, var value) when member.Member == Code && Evaluate(value) is string code => Compare(node.NodeType, member, code),
            (var value, MemberExpression member) when member.Member == Code && Evaluate(value) is string code => Compare(node.NodeType, member, code),
            _ => base.VisitBinary(node),
        };

    /// <summary>The operator <c>in</c>.</summary>
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.Name != nameof(Enumerable.Contains) || node.Arguments[^1] is not MemberExpression member || member.Member != Code
            || Evaluate(node.Object ?? node.Arguments[0]) is not IEnumerable<string> codes)
            return base.VisitMethodCall(node);
        var ids = _codes.Where(country => codes.Contains(country.Value)).Select(country => country.Key).ToList();
        return Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Guid)], Captured(ids), Id(member));
    }

    protected override Expression VisitMember(MemberExpression node) => node.Member == Code
        ? Expression.Property(Expression.Property(node.Expression!, nameof(NameCount.Country)), nameof(Country.Code))
        : base.VisitMember(node);

    /// <summary>A code that no country has becomes an id that none has.</summary>
    private BinaryExpression Compare(ExpressionType type, MemberExpression member, string code) =>
        Expression.MakeBinary(type, Id(member), Captured(_codes.FirstOrDefault(country => country.Value == code).Key));

    private static MemberExpression Id(MemberExpression code) => Expression.Property(code.Expression!, nameof(NameCount.CountryId));

    /// <summary>As a field of an object it becomes a parameter of the statement; a constant would be compiled into it.</summary>
    private static MemberExpression Captured<T>(T value) => Expression.Field(Expression.Constant(new StrongBox<T>(value)), nameof(StrongBox<T>.Value));

    /// <summary>The value of a literal as the OData library hands it over, a property of a constant; null for anything else.</summary>
    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Expression: ConstantExpression holder, Member: PropertyInfo property } => property.GetValue(holder.Value),
        _ => null,
    };
}
