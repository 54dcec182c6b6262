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
            var name = lexer.Peek();
            lexer.Take();
            if (FeedPath.Find(context.Type, name.Text) is not IEdmNavigationProperty navigation || navigation.Type.IsCollection())
                throw lexer.FaultAt(name.At, $"{context.Type.Name} refers to no {name.Text}");
            if (lexer.Peek().Is("(") || lexer.Peek().Is("/"))
                throw lexer.Fault("together with $compute, or with functions in $filter or $orderby, $expand takes names only", ErrorCodes.NotImplemented);
            foreach (var property in navigation.ToEntityType().StructuralProperties())
                yield return rows.Find($"{navigation.Name}/{property.Name}")!;
        }
        while (lexer.TryTake(","));
        lexer.End();
    }
}
