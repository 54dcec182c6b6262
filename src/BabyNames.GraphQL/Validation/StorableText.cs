using System.Collections;
using BabyNames.GraphQLEngine.Errors;
using GraphQL;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace BabyNames.GraphQLEngine.Validation;

/// <summary>Refuses text that PostgreSQL cannot store: no row has it, so no question can be about it and no mutation can keep it.</summary>
internal static class StorableText
{
    private const string Advice = "has the character U+0000 or half of a surrogate pair, which no text here can have. Leave it out.";

    /// <exception cref="ClientError">A literal of the document; the error has its place.</exception>
    public static void Check(GraphQLDocument document) =>
        LiteralVisitor.Instance.VisitAsync(document, new(document.Source)).AsTask().GetAwaiter().GetResult();

    /// <exception cref="ClientError">A value of the variable that the error names.</exception>
    public static void Check(Inputs variables)
    {
        foreach (var (name, value) in variables)
        {
            if (!IsStorable(value))
                throw Refusal($"The variable `{name}` {Advice}", ("variable", name));
        }
    }

    private static ClientError Refusal(string message, params (string Name, object? Value)[] details) =>
        new(message, "INVALID_TEXT", details);

    private static bool IsStorable(object? value) =>
        value switch
        {
            string text => IsStorable(text),
            IDictionary<string, object?> fields => fields.Values.All(IsStorable),
            IEnumerable items => items.Cast<object?>().All(IsStorable),
            _ => true,
        };

    private static bool IsStorable(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
            return false;
        if (text.IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return true;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
                return false;
        }
        return true;
    }

    private sealed class LiteralVisitor : ASTVisitor<LiteralVisitor.State>
    {
        public static readonly LiteralVisitor Instance = new();

        protected override ValueTask VisitStringValueAsync(GraphQLStringValue stringValue, State context)
        {
            if (!IsStorable(stringValue.Value.Span))
            {
                var error = Refusal($"A text of the document {Advice}");
                error.AddLocation(Location.FromLinearPosition(context.Source, stringValue.Location.Start));
                throw error;
            }
            return default;
        }

        public readonly record struct State(ROM Source) : IASTVisitorContext
        {
            public CancellationToken CancellationToken => default;
        }
    }
}
