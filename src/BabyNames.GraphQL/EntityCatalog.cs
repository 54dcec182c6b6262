using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using System.Reflection;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.GraphQLEngine.Records;
using BabyNames.GraphQLEngine.Sorting;
using BabyNames.GraphQLEngine.Values;
using BabyNames.Queries;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BabyNames.GraphQLEngine;

/// <summary>What of the EF model GraphQL shows. Built once per schema: register every entity, then ask for their types.</summary>
public sealed class EntityCatalog(IModel model)
{
    private readonly Dictionary<Type, EntityType> _entities = [];
    private readonly Dictionary<string, EnumerationGraphType> _enums = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _enumValues = [];
    private readonly Dictionary<Type, ColumnNames> _columns = [];
    private readonly List<(Type Entity, DerivedField Field)> _derived = [];
    private RecordTypes? _records;

    public Scalars Scalars { get; } = new();

    internal RecordTypes Records => _records ??= new(this);

    /// <summary>Shows the rows of a class.</summary>
    public EntityCatalog Add<T>(ColumnNames<T> columns)
    {
        _columns.Add(typeof(T), columns);
        _entities.Add(
            typeof(T),
            new(typeof(T), columns.GraphQLType ?? typeof(T).Name, typeof(T).GetCustomAttribute<DescriptionAttribute>()?.Description)
        );
        return this;
    }

    /// <summary>Adds a record that follows from a column, or null.</summary>
    public EntityCatalog Derive<T, TColumn, TField>(
        string name,
        string description,
        Expression<Func<T, TColumn>> from,
        Func<TColumn, TField?> derive
    )
    {
        _derived.Add(
            (typeof(T), new(name, description, typeof(TField), ((MemberExpression)from.Body).Member.Name, value => derive((TColumn)value!)))
        );
        return this;
    }

    /// <summary>Says what each value of an enum means.</summary>
    public EntityCatalog Describe(string enumName, IReadOnlyDictionary<string, string> values)
    {
        _enumValues.Add(enumName, values);
        return this;
    }

    /// <summary>Makes the types, now that every entity is known and relations can be followed.</summary>
    public EntityCatalog Build()
    {
        foreach (var entity in _entities.Values)
            AddMembers(
                entity,
                model.FindEntityType(entity.ClrType) ?? throw new ArgumentException($"{entity.ClrType} is not in the EF model.")
            );
        var filters = new FilterTypes(Scalars);
        var sorts = new SortTypes();
        foreach (var entity in _entities.Values)
        {
            AddFields(entity);
            filters.AddFields(entity);
            sorts.AddFields(entity);
        }
        return this;
    }

    /// <exception cref="KeyNotFoundException">The entity was not registered.</exception>
    public EntityType Find(Type clrType) => _entities[clrType];

    /// <summary>An enum of GraphQL by the name given to a column. Its values are those of the column's
    /// <see cref="AllowedValuesAttribute"/>.</summary>
    public EnumerationGraphType Enum(string name) => _enums[name];

    private void AddMembers(EntityType entity, IEntityType mapped)
    {
        var shown = _columns[entity.ClrType];
        var columns = mapped
            .GetProperties()
            .Where(column => column.PropertyInfo is not null)
            .ToDictionary(column => column.PropertyInfo!.Name);
        var relations = mapped.GetNavigations().Where(relation => !relation.IsCollection).ToDictionary(relation => relation.Name);
        // In the order in which the class declares them, which is the order a reader expects.
        foreach (var property in entity.ClrType.GetProperties().Where(property => shown.IsInGraphQL(property.Name)))
        {
            if (columns.TryGetValue(property.Name, out var column))
                entity.Add(Column(property, column, shown));
            else if (
                relations.TryGetValue(property.Name, out var relation)
                && _entities.TryGetValue(relation.TargetEntityType.ClrType, out var target)
            )
                entity.Add(new EntityRelation(property, relation.ForeignKey, target));
        }
        foreach (var (_, field) in _derived.Where(derived => derived.Entity == entity.ClrType))
        {
            var from = entity.Members.OfType<EntityColumn>().Single(column => column.Property.Name == field.From);
            entity.Add(new EntityDerived(field, Records.Of(field.Type), from));
        }
        foreach (var part in mapped.FindPrimaryKey()!.Properties)
            entity.AddKey(
                entity.Members.OfType<EntityColumn>().SingleOrDefault(column => column.Property.Name == part.Name)
                    ?? Column(part.PropertyInfo!, part, shown)
            );
        if (entity.Find(ObjectId.FieldName) is null)
            entity.Add(new EntityDerived(entity, Scalars.Id));
    }

    private EntityColumn Column(PropertyInfo property, IProperty column, ColumnNames shown)
    {
        var isJson = column.FindAnnotation("Relational:ColumnType")?.Value is "jsonb";
        var type =
            isJson ? Scalars.Json
            : shown.EnumOf(property.Name) is { } name ? EnumFor(name, property)
            : Scalars.For(property.PropertyType);
        return new(property, column.IsNullable, type, isJson);
    }

    private EnumerationGraphType EnumFor(string name, PropertyInfo property)
    {
        if (_enums.TryGetValue(name, out var known))
            return known;
        var values =
            property.GetCustomAttribute<AllowedValuesAttribute>()?.Values
            ?? throw new ArgumentException($"{property.DeclaringType}.{property.Name} has no [AllowedValues] to make the enum {name} of.");
        var type = new EnumerationGraphType { Name = name, Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description };
        foreach (var value in values.OfType<string>())
            type.Add(value.ToUpperInvariant(), value, _enumValues[name][value]);
        return _enums[name] = type;
    }

    private static void AddFields(EntityType entity)
    {
        foreach (var member in entity.Members)
        {
            entity.ObjectType.AddField(
                new FieldType
                {
                    Name = member.FieldName,
                    Description = member.Description,
                    ResolvedType = member.IsNullable ? member.GraphType : new NonNullGraphType(member.GraphType),
                    Resolver = new ValueResolver(member.Get, member is EntityColumn column ? ColumnWriter.Make(column) : null),
                }
            );
        }
    }
}
