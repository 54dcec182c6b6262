namespace BabyNames.Server.Feeds.Tables;

internal enum TokenKind
{
    /// <summary>A name of a property, function, operator or transformation; <c>$it</c> and <c>@alias</c> too.</summary>
    Word,
    Literal,
    Sign,
    End,
}

/// <param name="Text">As written.</param>
/// <param name="Value">Of a literal.</param>
/// <param name="At">Characters before it in its option.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Value? Value, int At)
{
    /// <summary>OData 4.01 takes operators in any case.</summary>
    public bool Is(string word) => Kind is TokenKind.Word or TokenKind.Sign && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
