using System.Globalization;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Reads <c>$apply</c>: transformations, one of what the other leaves.</summary>
internal sealed class ApplyReader(Lexer lexer, QueryContext context)
{
    private const string Served = "filter, groupby, aggregate, compute, topcount, bottomcount and identity";

    private static readonly HashSet<string> NotServed = new(
        ["concat", "expand", "search", "orderby", "skip", "top", "toppercent", "topsum", "bottompercent", "bottomsum", "join", "outerjoin", "nest", "addnested",
            "ancestors", "descendants", "traverse"], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FeedException">It cannot be read, or has what is not served.</exception>
    public Relation Read(Relation rows)
    {
        do
            rows = Transformation(rows);
        while (lexer.TryTake("/"));
        lexer.End();
        return rows;
    }

    private Relation Transformation(Relation rows)
    {
        context.Count(lexer);
        var name = lexer.Peek();
        if (name.Kind != TokenKind.Word || NotServed.Contains(name.Text))
            throw name.Kind == TokenKind.Word
                ? lexer.Fault($"the transformation {name.Text} is not served; served are {Served}", ErrorCodes.NotImplemented)
                : lexer.Fault("a transformation is expected");
        lexer.Take();
        if (name.Is("identity"))
            return rows;
        lexer.Expect("(");
        var result = name.Text.ToLowerInvariant() switch
        {
            "filter" => new Extended(rows, [], new ExpressionReader(lexer, rows, context).Condition().Sql),
            "compute" => new ComputeReader(lexer, context).Read(rows),
            "aggregate" => new Grouped(rows, [], null, "", new AggregateReader(lexer, context).Read(rows, [], hasGroups: false)),
            "groupby" => GroupBy(rows),
            "topcount" => Cut(rows, "DESC"),
            "bottomcount" => Cut(rows, "ASC"),
            _ => throw lexer.FaultAt(name.At, $"there is no transformation {name.Text}; served are {Served}"),
        };
        lexer.Expect(")");
        return result;
    }

    private Grouped GroupBy(Relation rows)
    {
        var keys = new GroupReader(lexer, context, rows);
        keys.Read();
        IReadOnlyList<(Column, string)> aggregates = [];
        if (lexer.TryTake(","))
        {
            if (!lexer.TryTake("aggregate"))
                throw lexer.Fault("within groupby only aggregate is served: filter before it", ErrorCodes.NotImplemented);
            lexer.Expect("(");
            aggregates = new AggregateReader(lexer, context).Read(rows, [.. keys.Keys.Select(key => key.Column)], hasGroups: !keys.HasRollup);
            lexer.Expect(")");
            if (lexer.Peek().Is("/"))
                throw lexer.Fault("within groupby nothing follows aggregate: put it after groupby", ErrorCodes.NotImplemented);
        }
        return new(rows, keys.Keys, keys.Level, keys.ToSql(), aggregates);
    }

    private Cut Cut(Relation rows, string direction)
    {
        var count = lexer.Take();
        if (count.Value is not { Literal: int number } || rows.Totals is not null)
            throw lexer.FaultAt(count.At, "a number of rows is expected");
        lexer.Expect(",");
        var value = new ExpressionReader(lexer, rows, context).Expression();
        var key = string.Concat(rows.Key.Select(column => $", t.{column.Name}"));
        return new(rows, $" ORDER BY {value.Sql} {direction} NULLS LAST{key}", string.Create(CultureInfo.InvariantCulture, $" LIMIT {number}"));
    }
}
