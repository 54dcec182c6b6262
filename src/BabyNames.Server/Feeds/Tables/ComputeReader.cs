using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Reads <c>expression as Alias</c>, any number of them.</summary>
internal sealed class ComputeReader(Lexer lexer, QueryContext context)
{
    public Relation Read(Relation rows)
    {
        var added = new List<(Column Column, string Sql)>();
        do
        {
            var at = lexer.Peek().At;
            var value = new ExpressionReader(lexer, rows, context).Expression();
            if (value.IsNull || value.Type == Kind.Stream)
                throw lexer.FaultAt(at, "a value is expected, not an entity or null");
            var alias = Alias(lexer, context, added.Select(one => one.Column), rows);
            // Where the request has it as text, the statement has not said so yet.
            var sql = value is { Type: Kind.String, Literal: not null } ? $"{value.Sql}::text" : value.Sql;
            added.Add((new(alias, context.Names.Next(), value.Type, value.IsNullable, IsDeclared: false), sql));
        }
        while (lexer.TryTake(","));
        return new Extended(rows, added, condition: null);
    }

    /// <param name="taken">Columns that are there already, beside those of the rows.</param>
    public static string Alias(Lexer lexer, QueryContext context, IEnumerable<Column> taken, Relation? rows = null)
    {
        lexer.Expect("as");
        var at = lexer.Peek().At;
        var alias = PathReader.Name(lexer);
        if (alias.Length > 128 || alias.Contains('.') || alias[0] is '$' or '@')
            throw lexer.FaultAt(at, "an alias is a name of letters, digits and _, of 128 at most");
        if (FeedPath.Find(context.Type, alias) is not null || rows?.Find(alias) is not null || taken.Any(column => column.Path.Equals(alias, StringComparison.OrdinalIgnoreCase)))
            throw lexer.FaultAt(at, $"{alias} is a property already; take another alias");
        return alias;
    }
}
