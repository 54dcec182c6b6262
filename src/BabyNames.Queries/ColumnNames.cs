using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Defines which columns of a row class the front ends show, and under which names. By default they show all columns under the
/// names of the properties.</summary>
public abstract class ColumnNames
{
    private readonly Dictionary<string, string> _odata = [];
    private readonly Dictionary<string, string> _enums = [];
    private readonly HashSet<string> _notInGraphQL = [];
    private readonly HashSet<string> _notInOData = [];

    /// <summary>Name of the GraphQL type; null for the name of the class.</summary>
    public string? GraphQLType { get; init; }

    /// <summary>Name of the OData type; null for the name of the class.</summary>
    public string? ODataType { get; init; }

    /// <summary>The unique column by which OData addresses a row; null for the key of the EF Core mapping.</summary>
    public string? UniqueColumn { get; private protected set; }

    /// <summary>The column that joins two others; null when there is none.</summary>
    public JoinedColumn? Joined { get; private protected set; }

    /// <summary>Whether GraphQL shows a property. True for unknown names.</summary>
    public bool IsInGraphQL(string property) => !_notInGraphQL.Contains(property);

    /// <summary>Whether OData shows a property. True for unknown names.</summary>
    public bool IsInOData(string property) => !_notInOData.Contains(property);

    /// <summary>Returns the name of a property in OData.</summary>
    public string ODataName(string property) => _odata.GetValueOrDefault(property, property);

    /// <summary>Returns the name of the GraphQL enum of a text column.</summary>
    /// <returns>The name; null for a column of text.</returns>
    public string? EnumOf(string property) => _enums.GetValueOrDefault(property);

    private protected void Hide(string property, bool fromGraphQL, bool fromOData)
    {
        if (fromGraphQL)
            _notInGraphQL.Add(property);
        if (fromOData)
            _notInOData.Add(property);
    }

    private protected void Name(string property, string name) => _odata.Add(property, name);

    private protected void Enum(string property, string name) => _enums.Add(property, name);
}

/// <summary>Builds the <see cref="ColumnNames"/> of a row class.</summary>
/// <typeparam name="T">Class of the rows.</typeparam>
public sealed class ColumnNames<T> : ColumnNames
{
    /// <summary>Hides columns from both front ends.</summary>
    public ColumnNames<T> Hide(params Expression<Func<T, object?>>[] columns) => Hide(columns, fromGraphQL: true, fromOData: true);

    /// <summary>Hides columns from GraphQL.</summary>
    public ColumnNames<T> HideFromGraphQL(params Expression<Func<T, object?>>[] columns) =>
        Hide(columns, fromGraphQL: true, fromOData: false);

    /// <summary>Hides columns from OData.</summary>
    public ColumnNames<T> HideFromOData(params Expression<Func<T, object?>>[] columns) =>
        Hide(columns, fromGraphQL: false, fromOData: true);

    /// <summary>Shows a column under another name in OData.</summary>
    public ColumnNames<T> ODataName(Expression<Func<T, object?>> column, string name)
    {
        Name(PropertyOf(column), name);
        return this;
    }

    /// <summary>Addresses rows in OData by a unique column instead of the key of the EF Core mapping.</summary>
    public ColumnNames<T> ODataKey(Expression<Func<T, object?>> column)
    {
        UniqueColumn = PropertyOf(column);
        return this;
    }

    /// <summary>Declares that a column joins two others by a character that the first one does not contain.</summary>
    public ColumnNames<T> Join(
        Expression<Func<T, object?>> column,
        Expression<Func<T, object?>> first,
        char separator,
        Expression<Func<T, object?>> second
    )
    {
        Joined = new(PropertyOf(column), PropertyOf(first), separator, PropertyOf(second));
        return this;
    }

    /// <summary>Shows a text column as a GraphQL enum. Columns with the same enum name share the enum.</summary>
    public ColumnNames<T> Enum(Expression<Func<T, object?>> column, string name)
    {
        Enum(PropertyOf(column), name);
        return this;
    }

    private ColumnNames<T> Hide(Expression<Func<T, object?>>[] columns, bool fromGraphQL, bool fromOData)
    {
        foreach (var column in columns)
            Hide(PropertyOf(column), fromGraphQL, fromOData);
        return this;
    }

    private static string PropertyOf(Expression<Func<T, object?>> column) =>
        ((column.Body as UnaryExpression)?.Operand ?? column.Body) is MemberExpression member
            ? member.Member.Name
            : throw new ArgumentException($"{column} is not a property.");
}
