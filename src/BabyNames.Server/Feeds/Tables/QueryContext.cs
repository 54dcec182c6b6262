using Microsoft.OData.Edm;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>What the options of one request have in common: its limits and its aliases.</summary>
internal sealed class QueryContext(IEdmEntityType type, IReadOnlyDictionary<string, string> options, ODataLimits limits)
{
    // Far below what the stack holds.
    private const int DeepestNesting = 60;

    private int _nodes;
    private int _depth;
    private int _functions;

    public Parameters Parameters { get; } = new();

    public Names Names { get; } = new();

    public IEdmEntityType Type => type;

    public Lexer? Lexer(string option) => options.TryGetValue(option, out var text) ? new(option, text, Parameters) : null;

    public void Count(Lexer lexer)
    {
        if (++_nodes > limits.FilterNodes)
            throw lexer.Fault($"the request has more than {limits.FilterNodes} operands; ask with fewer, or with in for many values of one property");
    }

    public IDisposable Deeper(Lexer lexer) => ++_depth <= DeepestNesting
        ? new Up(() => _depth--)
        : throw lexer.Fault($"parentheses and operators are nested more than {DeepestNesting / 2} deep");

    public IDisposable DeeperFunction(Lexer lexer) => ++_functions <= limits.FunctionDepth
        ? new Up(() => _functions--)
        : throw lexer.Fault($"functions are nested more than {limits.FunctionDepth} deep");

    /// <summary>What <c>@alias</c> stands for, read where it stands.</summary>
    public Value Alias(Token alias, Lexer lexer, Relation scope)
    {
        // An alias without a value is null.
        if (Lexer(alias.Text) is not { } inner)
            return Value.Null;
        using var _ = DeeperFunction(lexer);
        var value = new ExpressionReader(inner, scope, this).Expression();
        inner.End();
        return value;
    }

    /// <summary>Whether it leads to an entity that every row has.</summary>
    public bool IsReference(string path) => FeedPath.Find(type, path) is IEdmNavigationProperty { Type.IsNullable: false } || path.Equals("$it", StringComparison.OrdinalIgnoreCase);

    public FeedException Missing(Lexer lexer, int at, string path, Relation scope)
    {
        var columns = scope.IsGrouped ? string.Join(", ", scope.Columns.Select(column => column.Path)) : null;
        return lexer.FaultAt(at, columns is null ? $"{type.Name} has no property {path}" : $"there is no {path} among what the rows were grouped to: {columns}");
    }

    private sealed class Up(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
