using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Sorting;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Projection;

/// <summary>The members of an entity that a request selects, so that SQL reads only these columns.</summary>
internal sealed class Selection(EntityType entity)
{
    private readonly HashSet<EntityColumn> _columns = [];
    private readonly Dictionary<EntityRelation, Selection> _relations = [];

    /// <summary>Adds the fields of a selection set and of its fragments. Fields that <c>@skip</c> omits are added, too.</summary>
    public Selection Add(GraphQLSelectionSet? set, GraphQLDocument document)
    {
        foreach (var field in Fields(set, document))
        {
            switch (entity.Find((string)field.Name.Value))
            {
                case EntityColumn column:
                    _columns.Add(column);
                    break;
                case EntityDerived derived:
                    _columns.UnionWith(derived.From);
                    break;
                case EntityRelation relation:
                    Related(relation).Add(field.SelectionSet, document);
                    break;
            }
        }
        return this;
    }

    /// <summary>Returns this selection plus the columns of a sort order, which cursors need.</summary>
    public Selection With(IEnumerable<SortKey> keys)
    {
        var all = new Selection(entity).Add(this);
        foreach (var key in keys)
            all.Add(key.Path);
        return all;
    }

    /// <summary>Returns a projection of an entity to an object of the same class with only the selected members.</summary>
    public LambdaExpression ToExpression()
    {
        var row = Expression.Parameter(entity.ClrType, "row");
        return Expression.Lambda(Initialize(row), row);
    }

    /// <summary>Returns a text that is the same for selections of the same members.</summary>
    public override string ToString() =>
        string.Join(
            ',',
            _columns
                .Select(column => column.FieldName)
                .Concat(_relations.Select(relation => $"{relation.Key.FieldName}({relation.Value})"))
                .Order(StringComparer.Ordinal)
        );

    /// <summary>Returns the fields of a selection set and of its fragments.</summary>
    public static IEnumerable<GraphQLField> Fields(GraphQLSelectionSet? set, GraphQLDocument document) =>
        (set?.Selections ?? []).SelectMany(node =>
            node switch
            {
                GraphQLField field => [field],
                GraphQLInlineFragment inline => Fields(inline.SelectionSet, document),
                GraphQLFragmentSpread spread => Fields(Fragment(document, spread).SelectionSet, document),
                _ => [],
            }
        );

    /// <summary>Returns the fragment that a spread refers to.</summary>
    public static GraphQLFragmentDefinition Fragment(GraphQLDocument document, GraphQLFragmentSpread spread) =>
        document
            .Definitions.OfType<GraphQLFragmentDefinition>()
            .First(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value);

    private Selection Add(Selection other)
    {
        _columns.UnionWith(other._columns);
        foreach (var (relation, selection) in other._relations)
            Related(relation).Add(selection);
        return this;
    }

    private void Add(IReadOnlyList<EntityMember> path)
    {
        var selection = this;
        foreach (var relation in path.OfType<EntityRelation>())
            selection = selection.Related(relation);
        selection._columns.Add((EntityColumn)path[^1]);
    }

    private Selection Related(EntityRelation relation)
    {
        if (!_relations.TryGetValue(relation, out var selection))
            _relations.Add(relation, selection = new(relation.Target));
        return selection;
    }

    private MemberInitExpression Initialize(Expression instance)
    {
        // A row is needed even if no column is selected, only __typename.
        var columns = _columns.Count == 0 && _relations.Count == 0 ? entity.Key : [.. _columns];
        var bindings = columns
            .Select(column => Expression.Bind(column.Property, Expression.Property(instance, column.Property)))
            .Concat(
                _relations.Select(relation => Expression.Bind(relation.Key.Property, Relation(instance, relation.Key, relation.Value)))
            );
        return Expression.MemberInit(Expression.New(entity.ClrType), bindings);
    }

    private static Expression Relation(Expression instance, EntityRelation relation, Selection selection)
    {
        var target = Expression.Property(instance, relation.Property);
        var initialized = selection.Initialize(target);
        return relation.IsNullable
            ? Expression.Condition(
                Expression.Equal(target, Expression.Constant(null, target.Type)),
                Expression.Constant(null, target.Type),
                initialized
            )
            : initialized;
    }
}
