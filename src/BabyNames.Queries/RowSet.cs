using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>A set of rows, declared once for every front end. Its columns are the properties of the row class. Types, nullability, keys and
/// relations are those of the EF Core mapping, descriptions those of the attributes.</summary>
/// <param name="rowType">Class of the rows.</param>
/// <param name="name">Name in PascalCase: the OData entity set. The GraphQL field has the name in camelCase.</param>
/// <param name="description">Description of the rows and their default order.</param>
public abstract class RowSet(Type rowType, string name, string description)
{
    /// <summary>Class of the rows.</summary>
    public Type RowType => rowType;

    /// <summary>Name in PascalCase: the OData entity set. The GraphQL field has the name in camelCase.</summary>
    public string Name => name;

    /// <summary>Description of the rows and their default order, for the schemas of the front ends.</summary>
    public string Description => description;

    /// <summary>Default order in GraphQL: names of fields, with a minus before descending ones. Empty for the order of the key, which OData
    /// always has.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>Whether the rows change only with the data version, so that responses can be cached.</summary>
    public bool IsCacheable { get; init; }

    /// <summary>Finds rows by words; null if the rows cannot be searched.</summary>
    public IRowSearch? Search { get; init; }

    /// <summary>A column with a small query of its distinct values; null when there is none.</summary>
    public DistinctValues? DistinctValues { get; init; }

    /// <summary>A smaller view with totals of the rows; null when there is none.</summary>
    public Totals? Totals { get; init; }

    /// <summary>Defines which columns the front ends show, and under which names.</summary>
    public abstract ColumnNames Columns { get; }

    /// <summary>Returns a query of all rows, without an order.</summary>
    public abstract IQueryable Rows(DbContext database);
}

/// <summary>A set of rows of a class.</summary>
/// <inheritdoc/>
/// <typeparam name="TDatabase">The context that has the rows.</typeparam>
/// <typeparam name="T">Class of the rows.</typeparam>
public sealed class RowSet<TDatabase, T>(string name, string description, Expression<Func<TDatabase, IQueryable<T>>> source)
    : RowSet(typeof(T), name, description)
    where TDatabase : DbContext
    where T : class
{
    private readonly Func<TDatabase, IQueryable<T>> _rows = source.Compile();

    /// <summary>The expression of the rows, for queries that are compiled.</summary>
    public Expression<Func<TDatabase, IQueryable<T>>> Source => source;

    /// <inheritdoc/>
    public override ColumnNames Columns => VisibleColumns;

    /// <summary>Defines which columns the front ends show, and under which names. All by default.</summary>
    public ColumnNames<T> VisibleColumns { get; init; } = new();

    /// <inheritdoc/>
    public override IQueryable<T> Rows(DbContext database) => _rows((TDatabase)database);
}
