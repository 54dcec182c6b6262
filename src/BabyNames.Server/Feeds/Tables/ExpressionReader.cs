using BabyNames.Server.Errors;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Reads an expression of a query option and says it in SQL.</summary>
/// <param name="scope">The rows whose columns it may name.</param>
/// <remarks>The library's parser knows neither <c>divby</c> nor <c>case</c>, nor <c>Country/Name</c> once rows are grouped by it,
/// and gives an alias no type.</remarks>
internal sealed class ExpressionReader(Lexer lexer, Relation scope, QueryContext context)
{
    private static readonly string[] Comparisons = ["gt", "ge", "lt", "le", "isof"];
    private static readonly string[] Equalities = ["eq", "ne"];
    private static readonly string[] Terms = ["add", "sub"];
    private static readonly string[] Factors = ["mul", "div", "divby", "mod"];

    /// <exception cref="FeedException">It cannot be read, is of another type, names what is not there, or is beyond a limit.</exception>
    public Value Condition()
    {
        var at = lexer.Peek().At;
        var value = Expression();
        return value.Type is Kind.Boolean or Kind.None ? value : throw lexer.FaultAt(at, "a condition is true or false; this is another value");
    }

    public Value Expression()
    {
        using var _ = context.Deeper(lexer);
        var left = And();
        while (lexer.TryTake("or"))
            left = Logic(left, "OR", And());
        return left;
    }

    private Value And()
    {
        var left = Equality();
        while (lexer.TryTake("and"))
            left = Logic(left, "AND", Equality());
        return left;
    }

    private Value Equality() => Chain(Equalities, Comparison, Operators.Compare);

    private Value Comparison() => Chain(Comparisons, Sum, Operators.Compare);

    private Value Sum() => Chain(Terms, Product, Operators.Calculate);

    private Value Product() => Chain(Factors, Unary, Operators.Calculate);

    private Value Chain(string[] operators, Func<Value> operand, Func<Value, string, Value, Value?> apply)
    {
        var left = operand();
        while (operators.FirstOrDefault(one => lexer.Peek().Is(one)) is { } name)
        {
            var at = lexer.Take().At;
            var right = operand();
            left = apply(left, name, right) ?? throw lexer.FaultAt(at, $"{name} does not go with {Operators.NameOf(left)} and {Operators.NameOf(right)}");
        }
        return left;
    }

    private Value Logic(Value left, string name, Value right)
    {
        context.Count(lexer);
        return left.Type is Kind.Boolean or Kind.None && right.Type is Kind.Boolean or Kind.None
            ? Value.Bool($"({left.Sql} {name} {right.Sql})", left.IsNullable || right.IsNullable)
            : throw lexer.Fault($"{name.ToLowerInvariant()} joins conditions, not other values; look before");
    }

    private Value Unary()
    {
        using var _ = context.Deeper(lexer);
        var at = lexer.Peek().At;
        if (lexer.TryTake("not"))
        {
            var condition = Unary();
            return condition.Type is Kind.Boolean or Kind.None
                ? Value.Bool($"(NOT {condition.Sql})", condition.IsNullable)
                : throw lexer.FaultAt(at, "not goes before a condition: put it in parentheses");
        }
        return In(Operand());
    }

    private Value Operand()
    {
        using var _ = context.Deeper(lexer);
        var at = lexer.Peek().At;
        if (!lexer.TryTake("-"))
            return Primary();
        var number = Operand();
        return number.IsNull ? number
            : number.IsNumber || number.Type == Kind.Duration ? number with { Sql = $"(-{number.Sql})", Literal = null }
            : throw lexer.FaultAt(at, "- goes before a number");
    }

    private Value In(Value value)
    {
        var at = lexer.Peek().At;
        if (lexer.Peek().Is("has"))
            throw lexer.Fault("no property is a set of flags that has could ask", ErrorCodes.NotImplemented);
        if (!lexer.TryTake("in"))
            return value;
        lexer.Expect("(");
        var list = new List<Value>();
        do
            list.Add(Expression());
        while (lexer.TryTake(","));
        lexer.Expect(")");
        if (list.Find(one => !one.Compares(value)) is { } other)
            throw lexer.FaultAt(at, $"{Operators.NameOf(value)} cannot be in a list with {Operators.NameOf(other)}");
        var known = list.Where(one => !one.IsNull).ToList();
        var within = known.Count == 0 ? "FALSE" : $"COALESCE({value.Sql} IN ({string.Join(", ", known.Select(one => one.Sql))}), FALSE)";
        if (!value.IsNullable && known.TrueForAll(one => !one.IsNullable) && known.Count > 0)
            within = $"({value.Sql} IN ({string.Join(", ", known.Select(one => one.Sql))}))";
        return Value.Bool(known.Count == list.Count ? within : $"({within} OR {value.Sql} IS NULL)", isNullable: false);
    }

    private Value Primary()
    {
        context.Count(lexer);
        var token = lexer.Peek();
        if (token.Kind == TokenKind.Literal)
            return lexer.Take().Value!;
        if (lexer.TryTake("("))
        {
            var inner = Expression();
            lexer.Expect(")");
            return inner;
        }
        if (token.Kind != TokenKind.Word)
            throw lexer.Fault("a value is expected");
        lexer.Take();
        if (token.Text[0] == '@')
            return context.Alias(token, lexer, scope);
        if (lexer.Peek().Is("("))
            return token.Is("case") ? Case() : Function(token);
        return Path(token);
    }

    private Value Path(Token first)
    {
        var path = PathReader.Read(lexer, first);
        if (scope.Find(path) is { } column)
            return column.Value;
        if (Functions.Known.Contains(path))
            throw lexer.FaultAt(first.At, $"the function {path} takes its arguments in parentheses");
        if (context.IsReference(path))
            return new("TRUE", Kind.Stream, IsNullable: false);
        throw context.Missing(lexer, first.At, path, scope);
    }

    private Value Function(Token name)
    {
        using var _ = context.DeeperFunction(lexer);
        var arguments = new List<Value>();
        lexer.Expect("(");
        if (name.Is("cast") || name.Is("isof"))
            return Functions.OfType(lexer, name, Expression);
        while (!lexer.TryTake(")"))
        {
            if (arguments.Count > 0)
                lexer.Expect(",");
            arguments.Add(Expression());
        }
        return Functions.Call(lexer, name, arguments);
    }

    private Value Case()
    {
        using var _ = context.DeeperFunction(lexer);
        var (sql, values) = ("", new List<Value>());
        lexer.Expect("(");
        do
        {
            var condition = Condition();
            lexer.Expect(":");
            var at = lexer.Peek().At;
            var value = Expression();
            if (values.Exists(other => !other.Compares(value)))
                throw lexer.FaultAt(at, "the values of a case are of one type");
            values.Add(value);
            sql = Value.CheckLength($"{sql} WHEN {condition.Sql} THEN {value.Sql}");
        }
        while (lexer.TryTake(","));
        lexer.Expect(")");
        var type = Operators.Widest(values);
        return type == Kind.None ? Value.Null : new($"(CASE{sql} END)", type, IsNullable: true);
    }
}
