using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>A column of a table.</summary>
/// <param name="Column">Name and type of the column.</param>
/// <param name="IsDeclared">Whether <c>$metadata</c> declares its type. If not, the response must have the type.</param>
internal sealed record TableColumn(Column Column, bool IsDeclared)
{
    /// <summary>The name for clients: a property, a path such as <c>Customer/Name</c>, or an alias.</summary>
    public string Path => Column.Name;
}

/// <summary>A page of a table.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="IsWhole">Whether the rows have all columns of the entity set and all computed columns.</param>
/// <param name="Rows">The values of the columns, in the order of the columns.</param>
/// <param name="Total">Number of rows of all pages; null if the request does not count them.</param>
/// <param name="NextToken">Token of the next page; null on the last page.</param>
/// <param name="References">The relations that are expanded to references, with the entity sets to which they refer. The columns have the
/// keys.</param>
internal sealed record TablePage(
    IReadOnlyList<TableColumn> Columns,
    bool IsWhole,
    IReadOnlyList<object?[]> Rows,
    long? Total,
    string? NextToken,
    IReadOnlyDictionary<string, IEdmEntitySet> References
);

/// <summary>The result of a request whose rows are not rows of an entity set: groups, rows with computed columns, or rows in an order of
/// expressions.</summary>
internal sealed class Table
{
    private readonly QueryOptions _query;
    private readonly RowQuery _rows;
    private readonly EntityOrder _order;

    /// <param name="order">The order of the rows if the request has none and they are not groups.</param>
    /// <exception cref="ODataRequestException">An option is not supported for these rows.</exception>
    public Table(QueryOptions query, RowQuery rows, (string Property, bool Descending)? order)
    {
        (_query, _rows) = (query, rows);
        _order = new(query, new RowQueryBuilder(query).Order(rows, rows.IsGrouped ? null : order));
        Columns =
        [
            .. Selected()
                .DistinctBy(column => column.Name)
                .Select(column => new TableColumn(column, PropertyPath.Find(query.Type, column.Name) is not null)),
        ];
    }

    /// <summary>The selected columns, all of them by default.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The relations that are expanded to references, with the entity sets to which they refer.</summary>
    public IReadOnlyDictionary<string, IEdmEntitySet> References =>
        EntitySelection
            .Expanded(_query.Selection)
            .Where(EntitySelection.IsReference)
            .ToDictionary(item => EntitySelection.Navigation(item).Name, item => (IEdmEntitySet)item.NavigationSource);

    /// <summary>Reads a page.</summary>
    public async Task<TablePage> ReadAsync(CancellationToken cancellationToken)
    {
        long? total = _query.WantsCount ? await _rows.CountAsync(cancellationToken) : null;
        var isLast = _query.Top <= _query.PageSize;
        var rows = await Read(isLast ? _query.Top!.Value : _query.PageSize + 1).ToListAsync(cancellationToken);
        string? next = null;
        var width = _order.Order.Cursor.Count;
        if (!isLast && rows.Count > _query.PageSize)
        {
            rows.RemoveAt(_query.PageSize);
            next = _order.Token(rows[^1].Take(width));
        }
        return new(Columns, !_rows.IsGrouped && _query.Selection is null, [.. rows.Select(row => row[width..])], total, next, References);
    }

    /// <summary>Returns the rows of all pages, with the values of <see cref="Columns"/>. They are read as the caller enumerates
    /// them.</summary>
    public IAsyncEnumerable<object?[]> StreamAsync()
    {
        var width = _order.Order.Cursor.Count;
        return Read(_query.Top ?? _query.PageSize).AsAsyncEnumerable().Select(row => row[width..]);
    }

    private IQueryable<object?[]> Read(int limit) =>
        _rows.Page(_order.Order, _order.After, _query.Skip, limit, [.. Columns.Select(column => column.Column)]);

    private IEnumerable<Column> Selected()
    {
        if (_query.Selection is not { } selection)
            return _rows.Columns;
        var items = selection.SelectedItems.ToList();
        if (_rows.IsGrouped && items.Exists(item => item is ExpandedReferenceSelectItem))
            throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "$expand: Groups cannot be expanded. Group by properties of the related entity instead."
            );
        return (selection.AllSelected ? _rows.Columns : items.SelectMany(Plain)).Concat(
            EntitySelection.Expanded(selection).SelectMany(Expanded)
        );
    }

    private IEnumerable<Column> Plain(SelectItem item) =>
        item switch
        {
            WildcardSelectItem => _rows.Columns,
            PathSelectItem { SelectedPath: { FirstSegment: not NavigationPropertySegment } path } =>
            [
                Find(string.Join('/', path.Select(segment => segment.Identifier))),
            ],
            _ => [],
        };

    private IEnumerable<Column> Expanded(ExpandedReferenceSelectItem item)
    {
        var navigation = EntitySelection.Navigation(item);
        var (type, isReference) = (navigation.ToEntityType(), EntitySelection.IsReference(item));
        var properties = isReference ? type.Key() : EntitySelection.Selected(type, EntitySelection.Nested(item));
        return properties.Select(property => Find($"{navigation.Name}/{property.Name}"));
    }

    private Column Find(string path) =>
        _rows.Find(path)
        ?? throw new ODataRequestException(
            ODataErrorCodes.InvalidQuery,
            $"$select: The rows have no column {path}. They have {string.Join(", ", _rows.Columns.Select(column => column.Name))}."
        );
}
