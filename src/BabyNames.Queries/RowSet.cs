using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>The rows of a noun, declared once for every front end. Their columns are the properties of the row class; types, null, keys
/// and relations follow from its EF Core mapping, descriptions from its attributes.</summary>
/// <param name="rowType">Class of the rows.</param>
/// <param name="name">PascalCase: the entity set of OData. The GraphQL field has it in camelCase.</param>
/// <param name="description">Of the rows and their default order.</param>
public abstract class RowSet(Type rowType, string name, string description)
{
    public Type RowType => rowType;

    public string Name => name;

    public string Description => description;

    /// <summary>Default order of GraphQL: fields, with a minus before those that descend. Empty for the order of the key, which OData
    /// always has.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>Whether the rows change with the data version alone, so that responses can be cached.</summary>
    public bool IsOfStatistics { get; init; }

    /// <summary>Finds rows by words; null if that is not supported.</summary>
    public IRowSearch? Search { get; init; }

    /// <summary>A column whose different values a small query has; null for none.</summary>
    public DistinctValues? DistinctValues { get; init; }

    /// <summary>The smaller rows that answer questions about totals; null if there are none.</summary>
    public Totals? Totals { get; init; }

    /// <summary>What front ends show of the columns.</summary>
    public abstract ColumnNames Columns { get; }

    /// <summary>All rows, in no order.</summary>
    public abstract IQueryable Rows(DbContext database);
}

/// <inheritdoc/>
/// <typeparam name="TDatabase">The context that has the rows.</typeparam>
/// <typeparam name="T">Class of the rows.</typeparam>
public sealed class RowSet<TDatabase, T>(string name, string description, Expression<Func<TDatabase, IQueryable<T>>> source)
    : RowSet(typeof(T), name, description)
    where TDatabase : DbContext
    where T : class
{
    private readonly Func<TDatabase, IQueryable<T>> _rows = source.Compile();

    public Expression<Func<TDatabase, IQueryable<T>>> Source => source;

    public override ColumnNames Columns => Shown;

    public ColumnNames<T> Shown { get; init; } = new();

    public override IQueryable<T> Rows(DbContext database) => _rows((TDatabase)database);
}
