using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.Edm;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>The rows of a feed. EF says how to read those of their columns that are asked for, and those of what they refer
/// to.</summary>
/// <param name="totals">When <paramref name="rows"/> are totals of the feed's rows.</param>
internal sealed class Source(IEdmModel model, QueryContext context, IQueryable rows, Totals? totals = null) : Relation
{
    private readonly Dictionary<string, Column> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Column, string Name, Expression Value)> _read = [];
    private readonly ParameterExpression _row = Expression.Parameter(rows.ElementType, "e");
    private string? _sql;

    public override TotalColumns? Totals => totals is null ? null
        : new(totals.Measure, Read(totals.Sum), Read(totals.Min), Read(totals.Max), Read(totals.Rows));

    public override IReadOnlyList<Column> Key => [.. context.Type.Key().Select(property => Find(property.Name)!)];

    public override IReadOnlyList<Column> Columns => [.. context.Type.StructuralProperties().Select(property => Find(property.Name)!)];

    public override Column? Find(string path)
    {
        if (_found.TryGetValue(path, out var known))
            return known;
        if (FeedPath.Of(context.Type, path) is not { } found || totals?.Shared.Contains(found.Properties[0].Name) == false)
            return null;
        var properties = found.Properties;
        return _found[path] = new(
            found.Name, Read(string.Join('.', properties.Select(property => model.GetClrPropertyName(property)))), properties[^1].Type.PrimitiveKind(), properties.Any(one => one.Type.IsNullable), IsDeclared: true);
    }

    public override string ToSql() => _sql ??= Compose();

    /// <param name="member">Of the row, or one after another.</param>
    private string Read(string member)
    {
        var value = member.Split('.').Aggregate((Expression)_row, Expression.Property);
        // Each once: EF reads no column twice, not under another name either.
        var column = value.ToString();
        if (_read.Find(one => one.Column == column) is { Name: { } known })
            return known;
        _read.Add((column, context.Names.Next(), value));
        return _read[^1].Name;
    }

    private string Compose()
    {
        if (_read.Count == 0)
            _ = Key;
        // As one array, so that the statement has the columns in this order.
        var values = Expression.NewArrayInit(typeof(object), _read.Select(one => Expression.Convert(one.Value, typeof(object))));
        var query = Expression.Call(typeof(Queryable), nameof(Queryable.Select), [_row.Type, typeof(object[])],
            rows.Expression, Expression.Quote(Expression.Lambda(values, _row)));
        using var command = rows.Provider.CreateQuery<object[]>(query).CreateDbCommand();
        foreach (DbParameter parameter in command.Parameters)
            context.Parameters.Take(parameter);
        return $"({command.CommandText}) AS t({string.Join(", ", _read.Select(one => one.Name))})";
    }
}

/// <summary>Names for columns, each once in a statement.</summary>
internal sealed class Names
{
    private int _last;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"c{_last++}");
}
