using System.Security.Cryptography;
using System.Text;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>The order of a table: what is asked for, then the key, so that no two rows are equal.</summary>
internal sealed class TableOrder
{
    private readonly List<Step> _steps = [];

    private TableOrder(Relation rows) => Rows = rows;

    /// <summary>With a column for each expression that they are sorted by.</summary>
    public Relation Rows { get; private set; }

    /// <summary>Those whose values a token has.</summary>
    public IReadOnlyList<Column> Columns => [.. _steps.Select(step => step.Column)];

    public static TableOrder Read(Lexer? lexer, Relation rows, QueryContext context, int most)
    {
        var order = new TableOrder(rows);
        if (lexer is not null)
            order.ReadAsked(lexer, context, most);
        var key = rows.Key;
        // As the plain feed does it: a descending key goes on descending, and an index read backwards has all of it.
        var descending = order._steps.Count > 0 && order._steps[^1].Descending && order._steps.TrueForAll(step => key.Any(column => column.Name == step.Column.Name));
        foreach (var column in key.Where(column => !order._steps.Exists(step => step.Column.Name == column.Name)))
            order._steps.Add(new(column, descending));
        return order;
    }

    private void ReadAsked(Lexer lexer, QueryContext context, int most)
    {
        var added = new List<(Column, string)>();
        do
        {
            var at = lexer.Peek().At;
            var value = new ExpressionReader(lexer, Rows, context).Expression();
            var descending = lexer.TryTake("desc") || (lexer.TryTake("asc") && false);
            if (value.IsNull || value.Type == Kind.Stream)
                throw lexer.FaultAt(at, "rows are sorted by values, not by an entity or null");
            if (_steps.Count == most)
                throw lexer.FaultAt(at, $"rows are sorted by {most} expressions at most");
            var column = new Column("", value.Sql.StartsWith("t.c", StringComparison.Ordinal) && value.Sql[3..].All(char.IsAsciiDigit)
                ? value.Sql[2..] : context.Names.Next(), value.Type, value.IsNullable, IsDeclared: false);
            if (column.Value.Sql != value.Sql)
                added.Add((column, value.Sql));
            if (!_steps.Exists(step => step.Column.Name == column.Name))
                _steps.Add(new(column, descending));
        }
        while (lexer.TryTake(","));
        lexer.End();
        if (added.Count > 0)
            Rows = new Extended(Rows, added, condition: null);
    }

    public string ToSql() => _steps.Count == 0 ? "" : " ORDER BY " + string.Join(", ", _steps.Select(step =>
        // OData puts nulls first going up, PostgreSQL last.
        $"t.{step.Column.Name}{(step.Descending ? " DESC" : "")}{(step.Column.IsNullable ? step.Descending ? " NULLS LAST" : " NULLS FIRST" : "")}"));

    /// <summary>The rows after the one with these values.</summary>
    /// <remarks>Of groups ordered by what they are grouped by, PostgreSQL takes the condition below the aggregation and adds up
    /// only what is left; of groups ordered by an aggregate it adds up all again for each page.</remarks>
    public string After(IReadOnlyList<object?> values, Parameters parameters)
    {
        var given = values.Select(value => value is null ? null : parameters.Add(value)).ToList();
        if (_steps.Count > 1 && _steps.TrueForAll(step => !step.Column.IsNullable && step.Descending == _steps[0].Descending))
            return $"({string.Join(", ", _steps.Select(step => $"t.{step.Column.Name}"))}) {Beyond(_steps[0])} ({string.Join(", ", given)})";
        var after = "FALSE";
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var (column, value) = ($"t.{_steps[i].Column.Name}", given[i]);
            var same = value is null ? $"{column} IS NULL" : $"{column} = {value}";
            var beyond = (value, _steps[i]) switch
            {
                (null, { Descending: true }) => "FALSE",
                (null, _) => $"{column} IS NOT NULL",
                (_, { Descending: true, Column.IsNullable: true }) => $"({column} < {value} OR {column} IS NULL)",
                var (_, step) => $"{column} {Beyond(step)} {value}",
            };
            after = $"({beyond} OR ({same} AND {after}))";
        }
        // The OR form alone gives an index nothing to begin with.
        return _steps[0].Column.IsNullable ? after : $"t.{_steps[0].Column.Name} {Beyond(_steps[0])}= {given[0]} AND {after}";
    }

    /// <summary>Of the order and what it is an order of, for tokens.</summary>
    public string Signature(string set, params string?[] options) => $"{set}:{Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', options.Append(ToSql())))))[..16]}";

    private static string Beyond(Step step) => step.Descending ? "<" : ">";

    private sealed record Step(Column Column, bool Descending);
}
