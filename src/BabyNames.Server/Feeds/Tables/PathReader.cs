namespace BabyNames.Server.Feeds.Tables;

internal static class PathReader
{
    /// <summary>The rest of a path, and all of it; <c>$it</c> before it is the row itself.</summary>
    public static string Read(Lexer lexer, Token first)
    {
        var names = new List<string> { first.Text };
        while (lexer.TryTake("/"))
            names.Add(Name(lexer));
        return string.Join('/', first.Is("$it") && names.Count > 1 ? names[1..] : names);
    }

    public static string Read(Lexer lexer) => lexer.Peek() is { Kind: TokenKind.Word } first ? Read(lexer, lexer.Take()) : throw lexer.Fault("a property is expected");

    public static string Name(Lexer lexer) => lexer.Peek().Kind == TokenKind.Word ? lexer.Take().Text : throw lexer.Fault("a name is expected");
}
