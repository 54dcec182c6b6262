using System.ComponentModel.DataAnnotations.Schema;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using BabyNames.Data;
using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Feeds;

/// <summary>Puts columns in place of properties that are none but follow from one: a country's code and name from
/// <c>country_id</c>, a decade from <c>year</c>. A filter compares the column, which an index may have; code and name of a row
/// that was read are looked up here. No statement joins countries, except one that does with a code or a name what an id
/// cannot answer, such as sorting.</summary>
internal sealed class DerivedColumns : ExpressionVisitor
{
    private const int YearsOfDecade = 10;

    private readonly Dictionary<Guid, Country> _countries;

    private DerivedColumns(Dictionary<Guid, Country> countries) => _countries = countries;

    /// <summary>For SQL alone: nothing is looked up here.</summary>
    public static DerivedColumns InSql { get; } = new([]);

    /// <summary>Countries are read where a query has to do with them: a handful of rows, never out of date.</summary>
    public static async Task<Expression> ReplaceAsync(Expression query, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var search = new Search();
        search.Visit(query);
        if (!search.FoundCountry)
            return search.Found ? InSql.Visit(query) : query;
        var countries = await database.Countries.Select(country => new Country { Id = country.Id, Code = country.Code, Name = country.Name })
            .ToDictionaryAsync(country => country.Id, cancellationToken);
        return new DerivedColumns(countries).Visit(query);
    }

    /// <summary>Called by a query in place of the property.</summary>
    public static string CodeOf(Dictionary<Guid, Country> countries, Guid id) => countries[id].Code;

    /// <inheritdoc cref="CodeOf"/>
    public static string NameOf(Dictionary<Guid, Country> countries, Guid id) => countries[id].Name;

    protected override MemberAssignment VisitMemberAssignment(MemberAssignment node) => node.Expression is not MemberExpression member
        ? base.VisitMemberAssignment(node)
        : IsOfCountry(member)
            ? Bind(node, member.Member.Name == nameof(NameCount.CountryCode) ? nameof(CodeOf) : nameof(NameOf), Captured(_countries), Id(member))
            : base.VisitMemberAssignment(node);

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.NodeType is not (ExpressionType.Equal or ExpressionType.NotEqual))
            return base.VisitBinary(node);
        return Sides(node) switch
        {
            ({ } member, string text) when IsOfCountry(member) => HasCode(member)
                ? Expression.MakeBinary(node.NodeType, Code(member), Captured(Found(member, [text]).FirstOrDefault()?.Code ?? ""))
                : Expression.MakeBinary(node.NodeType, Id(member), Captured(Found(member, [text]).FirstOrDefault()?.Id ?? Guid.Empty)),
            // What an index of years can begin with.
            ({ } member, int year) when IsDecade(member) && node.NodeType == ExpressionType.Equal => Within(member, year),
            _ => base.VisitBinary(node),
        };
    }

    /// <summary>The operator <c>in</c>.</summary>
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.Name != nameof(Enumerable.Contains) || node.Arguments[^1] is not MemberExpression member || !IsOfCountry(member)
            || Evaluate(node.Object ?? node.Arguments[0]) is not IEnumerable<string> texts)
            return base.VisitMethodCall(node);
        return HasCode(member)
            ? In(Found(member, texts).Select(country => country.Code), Code(member))
            : In(Found(member, texts).Select(country => country.Id), Id(member));
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (IsOfCountry(node))
            return Expression.Property(Expression.Property(Visit(node.Expression)!, nameof(NameCount.Country)), node.Member.Name["Country".Length..]);
        return IsDecade(node)
            ? Expression.Multiply(Expression.Divide(Year(node), Expression.Constant(YearsOfDecade)), Expression.Constant(YearsOfDecade))
            : base.VisitMember(node);
    }

    private static MemberAssignment Bind(MemberAssignment node, string method, params Expression[] arguments) =>
        Expression.Bind(node.Member, Expression.Call(typeof(DerivedColumns), method, null, arguments));

    private static MethodCallExpression In<T>(IEnumerable<T> values, Expression column) =>
        Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(T)], Captured(values.ToList()), column);

    private IEnumerable<Country> Found(MemberExpression member, IEnumerable<string> texts) => _countries.Values
        .Where(country => texts.Contains(member.Member.Name == nameof(NameCount.CountryCode) ? country.Code : country.Name));

    /// <summary>None for a year that no decade begins with.</summary>
    private static BinaryExpression Within(MemberExpression member, int decade) => Expression.AndAlso(
        Expression.GreaterThanOrEqual(Year(member), Captured(decade % YearsOfDecade == 0 ? decade : int.MaxValue)),
        Expression.LessThan(Year(member), Captured((int)Math.Min(int.MaxValue, (long)decade + YearsOfDecade))));

    private static bool IsOfCountry(MemberExpression node) =>
        node.Member.Name is nameof(NameCount.CountryCode) or nameof(NameCount.CountryName) && IsDerived(node);

    private static bool IsDecade(MemberExpression node) => node.Member.Name == nameof(NameCount.Decade) && IsDerived(node);

    private static bool IsDerived(MemberExpression node) => node.Member.IsDefined(typeof(NotMappedAttribute), inherit: false);

    /// <summary>Whether the row has the code as a column of its own.</summary>
    private static bool HasCode(MemberExpression member) =>
        member.Expression!.Type.GetProperty(nameof(NameCount.CountryCode)) is { } code && !code.IsDefined(typeof(NotMappedAttribute), inherit: false);

    private static MemberExpression Code(MemberExpression member) => Expression.Property(member.Expression!, nameof(NameCount.CountryCode));

    private static MemberExpression Id(MemberExpression member) => Expression.Property(member.Expression!, nameof(NameCount.CountryId));

    private static MemberExpression Year(MemberExpression member) => Expression.Property(member.Expression!, nameof(NameCount.Year));

    /// <summary>As a field of an object it becomes a parameter of the statement; a constant would be compiled into it.</summary>
    private static MemberExpression Captured<T>(T value) => Expression.Field(Expression.Constant(new StrongBox<T>(value)), nameof(StrongBox<T>.Value));

    /// <summary>The property and the value that it is compared with, whichever comes first.</summary>
    private static (MemberExpression? Member, object? Value) Sides(BinaryExpression node) => (node.Left, node.Right) switch
    {
        (MemberExpression member, var value) when IsDerived(member) => (member, Evaluate(value)),
        (var value, MemberExpression member) when IsDerived(member) => (member, Evaluate(value)),
        _ => (null, null),
    };

    /// <summary>The value of a literal as the OData library hands it over, a property of a constant; null for anything else.</summary>
    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Expression: ConstantExpression holder, Member: PropertyInfo property } => property.GetValue(holder.Value),
        _ => null,
    };

    /// <summary>Whether there is anything to replace.</summary>
    private sealed class Search : ExpressionVisitor
    {
        public bool Found { get; private set; }

        public bool FoundCountry { get; private set; }

        protected override Expression VisitMember(MemberExpression node)
        {
            Found |= IsDerived(node);
            FoundCountry |= IsOfCountry(node);
            return base.VisitMember(node);
        }
    }
}
