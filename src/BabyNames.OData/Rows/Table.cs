using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <param name="IsDeclared">Whether <c>$metadata</c> tells its type; an alias has to carry it along.</param>
internal sealed record TableColumn(Column Column, bool IsDeclared)
{
    /// <summary>As the client knows it: a property, a path such as <c>Customer/Name</c>, or an alias.</summary>
    public string Path => Column.Name;
}

/// <param name="Rows">The values of the columns, in their order.</param>
/// <param name="Total">Rows of all pages, when asked for.</param>
/// <param name="NextToken">Where the next page begins; null on the last.</param>
/// <param name="IsWhole">Whether the rows have all columns of the entity set, and those that are computed.</param>
/// <param name="References">What is expanded to references, with the set of their entities. Columns have the keys.</param>
internal sealed record TablePage(
    IReadOnlyList<TableColumn> Columns,
    bool IsWhole,
    IReadOnlyList<object?[]> Rows,
    long? Total,
    string? NextToken,
    IReadOnlyDictionary<string, IEdmEntitySet> References
);

/// <summary>Rows that are not those of an entity set: grouped, computed, or in an order of expressions.</summary>
internal sealed class Table
{
    private readonly QueryOptions _query;
    private readonly RowQuery _rows;
    private readonly EntityOrder _order;

    /// <param name="order">The order of the rows if no other is asked for and they are not grouped.</param>
    /// <exception cref="ODataRequestException">An option that is not supported for these rows.</exception>
    public Table(QueryOptions query, RowQuery rows, (string Property, bool Descending)? order)
    {
        (_query, _rows) = (query, rows);
        _order = new(query, new RowQueryBuilder(query).Order(rows, rows.IsGrouped ? null : order));
        Columns =
        [
            .. Selected()
                .DistinctBy(column => column.Name)
                .Select(column => new TableColumn(column, PropertyPath.Of(query.Type, column.Name) is not null)),
        ];
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public IReadOnlyDictionary<string, IEdmEntitySet> References =>
        EntitySelection
            .Expanded(_query.Selection)
            .Where(EntitySelection.IsReference)
            .ToDictionary(item => EntitySelection.Navigation(item).Name, item => (IEdmEntitySet)item.NavigationSource);

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

    /// <summary>The rows of all pages while they are read: the values of <see cref="Columns"/>.</summary>
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
                "$expand: Groups refer to nothing that could be expanded: group by its properties."
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
        var properties = isReference ? type.Key() : EntitySelection.Selected(type, EntitySelection.Within(item));
        return properties.Select(property => Find($"{navigation.Name}/{property.Name}"));
    }

    private Column Find(string path) =>
        _rows.Find(path)
        ?? throw new ODataRequestException(
            ODataErrorCodes.InvalidQuery,
            $"$select: The rows have no column {path}. They have {string.Join(", ", _rows.Columns.Select(column => column.Name))}."
        );
}
