using System.Linq.Expressions;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData.Edm;

namespace BabyNames.Server.Feeds;

/// <summary>Puts a row's own country code in place of the code of its country: the same value, and no join to find it.</summary>
internal sealed class ShortPaths : ExpressionVisitor
{
    private readonly HashSet<(string Navigation, string Principal, string Dependent)> _pairs;

    public ShortPaths(IEdmModel model, IEdmEntityType type) => _pairs =
    [
        .. from navigation in type.NavigationProperties()
        where navigation.ReferentialConstraint is not null
        from pair in navigation.ReferentialConstraint.PropertyPairs
        select (model.GetClrPropertyName(navigation), model.GetClrPropertyName(pair.PrincipalProperty), model.GetClrPropertyName(pair.DependentProperty)),
    ];

    protected override Expression VisitMember(MemberExpression node) =>
        node.Expression is MemberExpression { Expression: ParameterExpression row } reference
        && _pairs.FirstOrDefault(pair => pair.Navigation == reference.Member.Name && pair.Principal == node.Member.Name) is { Dependent: { } own }
            ? Expression.Property(row, own)
            : base.VisitMember(node);
}
