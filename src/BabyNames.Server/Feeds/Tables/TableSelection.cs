using BabyNames.Server.Errors;
using Microsoft.OData.Edm;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Reads which columns an answer has: <c>$select</c>, and of single entities <c>$expand</c>.</summary>
internal static class TableSelection
{
    public static IReadOnlyList<Column> Read(Relation rows, QueryContext context)
    {
        var select = context.Lexer("$select");
        List<Column> columns = select is null ? [.. rows.Columns] : [.. Paths(select, rows, context)];
        select?.End();
        if (context.Lexer("$expand") is { } expand)
            columns.AddRange(Expanded(expand, rows, context));
        return [.. columns.DistinctBy(column => column.Path)];
    }

    private static IEnumerable<Column> Paths(Lexer lexer, Relation rows, QueryContext context)
    {
        do
        {
            var at = lexer.Peek().At;
            if (lexer.TryTake("*"))
            {
                foreach (var column in rows.Columns)
                    yield return column;
                continue;
            }
            var path = PathReader.Read(lexer);
            yield return rows.Find(path) ?? throw context.Missing(lexer, at, path, rows);
        }
        while (lexer.TryTake(","));
    }

    private static IEnumerable<Column> Expanded(Lexer lexer, Relation rows, QueryContext context)
    {
        if (rows.IsGrouped)
            throw lexer.Fault("what rows were grouped to refers to nothing that could be expanded: group by it, as in Country/Name", ErrorCodes.NotImplemented);
        do
        {
            var name = lexer.Take();
            var targets = name.Is("*")
                ? context.Type.NavigationProperties().Where(one => !one.Type.IsCollection())
                : [FeedPath.Find(context.Type, name.Text) as IEdmNavigationProperty ?? throw lexer.FaultAt(name.At, $"{context.Type.Name} refers to no {name.Text}")];
            var selected = lexer.TryTake("(") ? Nested(lexer) : null;
            if (lexer.Peek().Is("/"))
                throw lexer.Fault("$expand takes names, not references", ErrorCodes.NotImplemented);
            foreach (var target in targets)
            {
                foreach (var property in selected ?? target.ToEntityType().StructuralProperties().Select(property => property.Name))
                    yield return rows.Find($"{target.Name}/{property}") ?? throw lexer.FaultAt(name.At, $"{target.Name} has no property {property}");
            }
        }
        while (lexer.TryTake(","));
        lexer.End();
    }

    /// <summary><c>$select=Name,Code)</c></summary>
    private static List<string> Nested(Lexer lexer)
    {
        if (!lexer.TryTake("$select") && !lexer.TryTake("select"))
            throw lexer.Fault("$expand takes a name and, within it, $select only", ErrorCodes.NotImplemented);
        lexer.Expect("=");
        var names = new List<string>();
        do
            names.Add(PathReader.Name(lexer));
        while (lexer.TryTake(","));
        lexer.Expect(")");
        return names;
    }
}
