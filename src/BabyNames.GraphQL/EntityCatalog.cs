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

/// <summary>The entities of the EF Core model that GraphQL shows, with their types. Add every entity, then call
/// <see cref="Build"/>.</summary>
/// <param name="model">The EF Core model.</param>
public sealed class EntityCatalog(IModel model)
{
    private readonly Dictionary<Type, EntityType> _entities = [];
    private readonly Dictionary<string, EnumerationGraphType> _enums = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _enumValues = [];
    private readonly Dictionary<Type, ColumnNames> _columns = [];
    private readonly List<(Type Entity, DerivedField Field)> _derived = [];
    private RecordTypes? _records;

    /// <summary>The scalar types of the schema.</summary>
    public Scalars Scalars { get; } = new();

    internal RecordTypes Records => _records ??= new(this);

    /// <summary>Adds the entity of a row class.</summary>
    /// <param name="columns">Defines which columns are columnNames.</param>
    public EntityCatalog Add<T>(ColumnNames<T> columns)
    {
        _columns.Add(typeof(T), columns);
        _entities.Add(
            typeof(T),
            new(typeof(T), columns.GraphQLType ?? typeof(T).Name, typeof(T).GetCustomAttribute<DescriptionAttribute>()?.Description)
        );
        return this;
    }

    /// <summary>Adds a field to an entity whose value is computed from a column: a record, or null.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="from">The column.</param>
    /// <param name="derive">Computes the value of the field.</param>
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

    /// <summary>Describes the values of an enum.</summary>
    /// <param name="enumName">Name of the enum, as given to <see cref="ColumnNames{T}.Enum"/>.</param>
    /// <param name="values">Descriptions by the values in the database. All values need one.</param>
    public EntityCatalog Describe(string enumName, IReadOnlyDictionary<string, string> values)
    {
        _enumValues.Add(enumName, values);
        return this;
    }

    /// <summary>Creates the types of all entities with their relations.</summary>
    /// <exception cref="ArgumentException">A class is not in the EF Core model.</exception>
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

    /// <summary>Returns the entity of a row class.</summary>
    /// <exception cref="KeyNotFoundException">The class was not added.</exception>
    public EntityType Find(Type clrType) => _entities[clrType];

    /// <summary>Returns the GraphQL enum with the name given to a column. Its values are those of the column's
    /// <see cref="AllowedValuesAttribute"/>.</summary>
    public EnumerationGraphType Enum(string name) => _enums[name];

    private void AddMembers(EntityType entity, IEntityType mapped)
    {
        var columnNames = _columns[entity.ClrType];
        var columns = mapped
            .GetProperties()
            .Where(column => column.PropertyInfo is not null)
            .ToDictionary(column => column.PropertyInfo!.Name);
        var relations = mapped.GetNavigations().Where(relation => !relation.IsCollection).ToDictionary(relation => relation.Name);
        // The fields have the order in which the class declares the properties.
        foreach (var property in entity.ClrType.GetProperties().Where(property => columnNames.IsInGraphQL(property.Name)))
        {
            if (columns.TryGetValue(property.Name, out var column))
                entity.Add(Column(property, column, columnNames));
            else if (
                relations.TryGetValue(property.Name, out var relation)
                && _entities.TryGetValue(relation.TargetEntityType.ClrType, out var target)
            )
                entity.Add(new EntityRelation(property, relation.ForeignKey, target));
        }
        foreach (var (_, field) in _derived.Where(derived => derived.Entity == entity.ClrType))
        {
            var from = entity.Members.OfType<EntityColumn>().Single(column => column.Property.Name == field.From);
            entity.Add(new EntityDerived(field, Records.Get(field.Type), from));
        }
        foreach (var part in mapped.FindPrimaryKey()!.Properties)
            entity.AddKey(
                entity.Members.OfType<EntityColumn>().SingleOrDefault(column => column.Property.Name == part.Name)
                    ?? Column(part.PropertyInfo!, part, columnNames)
            );
        if (entity.Find(ObjectId.FieldName) is null)
            entity.Add(new EntityDerived(entity, Scalars.Id));
    }

    private EntityColumn Column(PropertyInfo property, IProperty column, ColumnNames columnNames)
    {
        var isJson = column.FindAnnotation("Relational:ColumnType")?.Value is "jsonb";
        var type =
            isJson ? Scalars.Json
            : columnNames.EnumOf(property.Name) is { } name ? EnumFor(name, property)
            : Scalars.For(property.PropertyType);
        return new(property, column.IsNullable, type, isJson);
    }

    private EnumerationGraphType EnumFor(string name, PropertyInfo property)
    {
        if (_enums.TryGetValue(name, out var existing))
            return existing;
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
                    Resolver = new ValueResolver(member.Get, member is EntityColumn column ? ColumnWriter.Create(column) : null),
                }
            );
        }
    }
}
