using System.Collections;
using BabyNames.GraphQLEngine.Errors;
using GraphQL;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace BabyNames.GraphQLEngine.Validation;

/// <summary>Refuses text that PostgreSQL cannot store. No row contains such text, and no mutation can store it.</summary>
internal static class StorableText
{
    private const string Advice = "has the character U+0000 or half of a surrogate pair, which cannot be stored. Remove it.";

    /// <summary>Checks the literals of a document.</summary>
    /// <exception cref="ClientError">A literal cannot be stored. The error has its location.</exception>
    public static void Check(GraphQLDocument document) =>
        LiteralVisitor.Instance.VisitAsync(document, new(document.Source)).AsTask().GetAwaiter().GetResult();

    /// <summary>Checks the values of variables.</summary>
    /// <exception cref="ClientError">A value cannot be stored. The error has the name of its variable.</exception>
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
