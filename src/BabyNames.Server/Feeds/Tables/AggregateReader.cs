using BabyNames.Server.Errors;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Reads what is worked out for each group: <c>Births with sum as Total</c> and <c>$count as Rows</c>.</summary>
internal sealed class AggregateReader(Lexer lexer, QueryContext context)
{
    private const string Methods = "sum, min, max, average and countdistinct";

    /// <param name="keys">What the groups are by.</param>
    /// <param name="hasGroups">Whether every group has a row: one of all rows is there even if they are none.</param>
    public IReadOnlyList<(Column Column, string Sql)> Read(Relation rows, IReadOnlyList<Column> keys, bool hasGroups)
    {
        var aggregates = new List<(Column Column, string Sql)>();
        do
        {
            var (sql, type, isNullable) = Aggregate(rows);
            var alias = ComputeReader.Alias(lexer, context, keys.Concat(aggregates.Select(one => one.Column)));
            aggregates.Add((new(alias, context.Names.Next(), type, isNullable ?? !hasGroups, IsDeclared: false), sql));
        }
        while (lexer.TryTake(","));
        return aggregates;
    }

    private (string Sql, Kind Type, bool? IsNullable) Aggregate(Relation rows)
    {
        var totals = rows.Totals;
        if (lexer.TryTake("$count"))
            return (totals is null ? "count(*)" : $"coalesce(sum({totals.Rows}), 0)::bigint", Kind.Int64, false);
        if (totals is not null && lexer.TryTake(totals.Measure))
        {
            var ofMeasure = Method();
            return (totals.Sql(ofMeasure.Text) ?? throw Unknown(ofMeasure), ofMeasure.Is("average") ? Kind.Double : Kind.Int64, null);
        }
        var value = new ExpressionReader(lexer, rows, context).Expression();
        var method = Method();
        // A total stands for many rows.
        return totals is not null && (method.Is("sum") || method.Is("average")) ? throw Unknown(method) : Aggregate(value, method);
    }

    private Token Method()
    {
        if (!lexer.TryTake("with"))
            throw lexer.Fault($"'with' and one of {Methods} is expected");
        var method = lexer.Take();
        return lexer.Peek().Is("from") ? throw lexer.Fault("'from' is not served", ErrorCodes.NotImplemented) : method;
    }

    private (string Sql, Kind Type, bool? IsNullable) Aggregate(Value value, Token method)
    {
        bool? isNullable = value.IsNullable ? true : null;
        if (method.Is("countdistinct") && value.Type is not (Kind.None or Kind.Stream))
            return ($"count(DISTINCT {value.Sql})", Kind.Int64, false);
        if ((method.Is("min") || method.Is("max")) && (value.IsNumber || value.IsMoment || value.Type is Kind.String or Kind.Duration))
            return ($"{method.Text.ToLowerInvariant()}({value.Sql})", value.Type, isNullable);
        if (method.Is("sum") && value.IsNumber)
            // The sum of whole numbers is one; past 64 bits PostgreSQL says so.
            return value.IsWhole ? ($"sum({value.Sql})::bigint", Kind.Int64, isNullable) : ($"sum({value.Sql})", value.Type, isNullable);
        if (method.Is("average") && value.IsNumber)
            return value.Type == Kind.Decimal ? ($"round(avg({value.Sql}), 10)", value.Type, isNullable) : ($"avg({value.Sql})::float8", Kind.Double, isNullable);
        throw new[] { "sum", "min", "max", "average", "countdistinct" }.Any(method.Is)
            ? lexer.FaultAt(method.At, $"{method.Text} does not go with {Operators.NameOf(value)}")
            : Unknown(method);
    }

    private FeedException Unknown(Token method) =>
        lexer.FaultAt(method.At, $"the aggregation method {method.Text} is not served; served are {Methods}", ErrorCodes.NotImplemented);
}
