using System.Globalization;
using System.Runtime.CompilerServices;
using BabyNames.Data;
using BabyNames.Server.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;
using Npgsql;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <param name="Rows">The values of the columns, in their order.</param>
/// <param name="Total">Rows of all pages, when asked for.</param>
/// <param name="NextToken">Where the next page begins; null on the last.</param>
/// <param name="IsWhole">Whether the columns are those that the feed has anyway.</param>
internal sealed record TablePage(IReadOnlyList<Column> Columns, bool IsWhole, IReadOnlyList<object?[]> Rows, long? Total, string? NextToken);

/// <summary>A question whose rows are not those of the feed: grouped, computed, or in an order of expressions. It becomes one
/// statement.</summary>
internal sealed class TableQuery
{
    private readonly QueryContext _context;
    private readonly TableOptions _options;
    private readonly Relation _rows;
    private readonly TableOrder _order;
    private readonly IReadOnlyList<Column> _columns;
    private readonly string _signature;

    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Whether the stored totals of the feed are read in place of its rows.</summary>
    public bool IsOfTotals { get; private init; }

    /// <summary>Whether it puts all rows together into one.</summary>
    public bool IsOneRow => _rows.Key.Count == 0;

    private TableQuery(QueryContext context, TableOptions options, Relation source, ODataLimits limits, string set)
    {
        (_context, _options) = (context, options);
        var rows = context.Lexer("$apply") is { } apply ? new ApplyReader(apply, context).Read(source) : source;
        if (rows.Totals is not null)
            throw new FeedException(ErrorCodes.InvalidQuery, "These rows are not grouped.");
        if (context.Lexer("$compute") is { } compute)
        {
            rows = new ComputeReader(compute, context).Read(rows);
            compute.End();
        }
        if (context.Lexer("$filter") is { } filter)
        {
            rows = new Extended(rows, [], new ExpressionReader(filter, rows, context).Condition().Sql);
            filter.End();
        }
        _rows = rows;
        _order = TableOrder.Read(context.Lexer("$orderby"), rows, context, limits.OrderByProperties);
        _columns = TableSelection.Read(rows, context);
        _signature = _order.Signature(set, options.Search, options.Apply, options.Compute);
    }

    /// <summary>Of the totals of the feed where they tell as much, else of its rows.</summary>
    /// <exception cref="FeedException">An option that cannot be read, or is beyond a limit.</exception>
    /// <exception cref="Microsoft.OData.ODataException">A search that cannot be read.</exception>
    public static async Task<TableQuery> ParseAsync(
        IEdmModel model, IEdmEntitySet set, Feed feed, TableOptions options, ODataLimits limits, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        TableQuery Of(IQueryable rows, Totals? totals)
        {
            var context = new QueryContext(set.EntityType, options.Texts, limits);
            return new(context, options, new Source(model, context, rows, totals), limits, set.Name) { IsOfTotals = totals is not null };
        }

        if (feed.Totals is { } totals && options is { Apply: not null, Search: null })
        {
            try
            {
                return Of(totals.View(database), totals);
            }
            catch (FeedException)
            {
                // It asks for more than the totals have, or cannot be read at all: then the rows say so.
            }
        }
        var search = options.Search is { } words
            ? new ODataQueryOptionParser(model, set.EntityType, set, new Dictionary<string, string> { ["$search"] = words }).ParseSearch()
            : null;
        return Of(await feed.SourceAsync(search, database, cancellationToken), totals: null);
    }

    public async Task<TablePage> ReadAsync(BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        long? total = _options.WantsCount ? await CountAsync(database, cancellationToken) : null;
        var isLast = _options.Top <= _options.PageSize;
        var limit = isLast ? _options.Top!.Value : _options.PageSize + 1;
        var rows = await RowsAsync(database, limit, _order.Columns, cancellationToken).ToListAsync(cancellationToken);
        string? next = null;
        if (!isLast && rows.Count > _options.PageSize)
        {
            rows.RemoveAt(_options.PageSize);
            next = SkipToken.Encode(_signature, rows[^1].Take(_order.Columns.Count));
        }
        return new(_columns, !_rows.IsGrouped && !_options.Selects, [.. rows.Select(row => row[_order.Columns.Count..])], total, next);
    }

    /// <summary>The rows of all pages while they are read: the values of <see cref="Columns"/>.</summary>
    public IAsyncEnumerable<object?[]> StreamAsync(BabyNamesDbContext database, CancellationToken cancellationToken) =>
        RowsAsync(database, _options.Top ?? _options.PageSize, [], cancellationToken);

    public async Task<long> CountAsync(BabyNamesDbContext database, CancellationToken cancellationToken) =>
        await RunAsync(database, $"SELECT count(*) FROM {_rows.ToSql()}", reader => reader.GetInt64(0), cancellationToken).SingleAsync(cancellationToken);

    /// <param name="also">Columns that are read before those of the answer.</param>
    private IAsyncEnumerable<object?[]> RowsAsync(BabyNamesDbContext database, int limit, IReadOnlyList<Column> also, CancellationToken cancellationToken)
    {
        var read = also.Concat(_columns).ToList();
        var condition = _options.SkipToken is { } token ? $" WHERE {_order.After(Decode(token), _context.Parameters)}" : "";
        // What is only there for its sake would be read from an answer without columns.
        var names = read.Count == 0 ? "1" : string.Join(", ", read.Select(column => $"t.{column.Name}"));
        var sql = string.Create(CultureInfo.InvariantCulture,
            $"SELECT {names} FROM {_order.Rows.ToSql()}{condition}{_order.ToSql()} LIMIT {limit} OFFSET {_options.Skip}");
        return RunAsync(database, sql, reader => Values(reader, read), cancellationToken);
    }

    private object?[] Decode(string token) => SkipToken.Decode(
        token, _signature, [.. _order.Columns.Select(column => ClrType(column))], [.. _order.Columns.Select(column => column.IsNullable)]);

    private async IAsyncEnumerable<T> RunAsync<T>(
        BabyNamesDbContext database, string sql, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Tables.Value.CheckLength(sql);
        await database.Database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)database.Database.GetDbConnection());
        command.Parameters.AddRange(_context.Parameters.All.Select(parameter => parameter.Clone()).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return read(reader);
    }

    private static object?[] Values(NpgsqlDataReader reader, List<Column> columns)
    {
        var values = new object?[columns.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.IsDBNull(i) ? null : Value(reader, i, columns[i].Type);
        return values;
    }

    private static object Value(NpgsqlDataReader reader, int i, Kind type) => type switch
    {
        Kind.Int32 => reader.GetInt32(i),
        Kind.Int64 => reader.GetInt64(i),
        Kind.Decimal => Trim(reader.GetDecimal(i)),
        Kind.DateTimeOffset => reader.GetFieldValue<DateTimeOffset>(i),
        Kind.Date => reader.GetFieldValue<DateOnly>(i),
        Kind.TimeOfDay => reader.GetFieldValue<TimeOnly>(i),
        Kind.Duration => reader.GetFieldValue<TimeSpan>(i),
        _ => reader.GetValue(i),
    };

    /// <summary>Without the noughts that PostgreSQL works out.</summary>
    private static decimal Trim(decimal value) => value / 1.0000000000000000000000000000m;

    private static Type ClrType(Column column)
    {
        var type = column.Type switch
        {
            Kind.Int32 => typeof(int),
            Kind.Int64 => typeof(long),
            Kind.Decimal => typeof(decimal),
            Kind.Double => typeof(double),
            Kind.Boolean => typeof(bool),
            Kind.Guid => typeof(Guid),
            Kind.DateTimeOffset => typeof(DateTimeOffset),
            Kind.Date => typeof(DateOnly),
            Kind.TimeOfDay => typeof(TimeOnly),
            Kind.Duration => typeof(TimeSpan),
            _ => typeof(string),
        };
        return type.IsValueType && column.IsNullable ? typeof(Nullable<>).MakeGenericType(type) : type;
    }
}
