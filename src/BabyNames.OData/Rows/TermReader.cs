using System.Globalization;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Converts expressions that the OData library has parsed to terms.</summary>
/// <param name="scope">The rows whose columns the expressions contain.</param>
/// <param name="option">Name of the query option, for errors.</param>
internal sealed class TermReader(QueryOptions query, RowQuery scope, string option)
{
    /// <summary>The style of numbers without an exponent.</summary>
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private readonly JoinedTerms _joined = new(query.Joined, scope);
    private int _functions;

    /// <summary>Converts an expression.</summary>
    /// <exception cref="ODataRequestException">The expression is not supported, exceeds a limit, or has operands of wrong
    /// types.</exception>
    public Term Read(QueryNode node)
    {
        try
        {
            return Term(node);
        }
        catch (QueryException exception)
        {
            throw query.Error(option, exception);
        }
    }

    private Term Term(QueryNode node)
    {
        query.CountNode(option);
        return node switch
        {
            ConvertNode convert => Term(convert.Source),
            ConstantNode constant => Constant(constant),
            ParameterAliasNode alias => query.Alias(alias.Alias) is { } value ? Term(value) : Queries.Constant.Null,
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } or => Or(or),
            BinaryOperatorNode binary => Binary(binary),
            UnaryOperatorNode unary => FunctionTable.Call(
                unary.OperatorKind == UnaryOperatorKind.Not ? "not" : "negate",
                Term(unary.Operand)
            ),
            InNode { Right: CollectionConstantNode list } inNode => In(inNode.Left, [.. list.Collection]),
            SingleValueFunctionCallNode call => Function(call),
            SingleValuePropertyAccessNode or SingleValueOpenPropertyAccessNode => Column(QueryOptions.PathOf(node)),
            _ => throw NotSupported($"{node.Kind} is not supported. Supported are properties, values, operators and functions."),
        };
    }

    /// <summary>Converts a comparison with a list. The list counts as one operand; its values have a limit of their own.</summary>
    private Term In(QueryNode value, List<ConstantNode> items)
    {
        query.CountValues(option, items.Count);
        var (column, list) = (Term(value), items.ConvertAll(Constant));
        return _joined.In(column, list) ?? FunctionTable.Call("in", [column, .. list]);
    }

    /// <summary>Converts <c>Name eq 'A' or Name eq 'B'</c> to a comparison with a list.</summary>
    private Term Or(BinaryOperatorNode node) =>
        Operands(node)
            .GroupBy(operand => ListedProperty(operand) is { } property ? (object)property : operand)
            .Select(group =>
                group.ToList() is { Count: > 1 } list
                    ? In(
                        ((BinaryOperatorNode)list[0]).Left,
                        list.ConvertAll(operand => (ConstantNode)Unwrap(((BinaryOperatorNode)operand).Right))
                    )
                    : Term(group.First())
            )
            .Aggregate((all, term) => FunctionTable.Call("or", all, term));

    private static IEnumerable<QueryNode> Operands(BinaryOperatorNode or)
    {
        var remaining = new Stack<QueryNode>([or]);
        while (remaining.TryPop(out var node))
        {
            if (Unwrap(node) is BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } inner)
            {
                remaining.Push(inner.Right);
                remaining.Push(inner.Left);
            }
            else
                yield return Unwrap(node);
        }
    }

    /// <returns>The path of a property that is compared with a value by <c>eq</c>; null for other conditions.</returns>
    private static string? ListedProperty(QueryNode node) =>
        node is BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Equal } equal
        && Unwrap(equal.Left) is SingleValuePropertyAccessNode property
        && Unwrap(equal.Right) is ConstantNode { Value: not null }
            ? QueryOptions.PathOf(property)
            : null;

    /// <summary>Returns the expression without the conversions around it.</summary>
    private static QueryNode Unwrap(QueryNode node) => node is ConvertNode convert ? Unwrap(convert.Source) : node;

    private Term Column(string path) =>
        scope.Find(path)
        ?? throw new QueryException(
            scope.IsGrouped
                ? $"The groups have no column {path}. They have {string.Join(", ", scope.Columns.Select(column => column.Name))}."
                : $"The rows have no property {path}."
        );

    private Term Binary(BinaryOperatorNode node)
    {
        var name = node.OperatorKind switch
        {
            BinaryOperatorKind.And => "and",
            BinaryOperatorKind.Equal => "eq",
            BinaryOperatorKind.NotEqual => "ne",
            BinaryOperatorKind.GreaterThan => "gt",
            BinaryOperatorKind.GreaterThanOrEqual => "ge",
            BinaryOperatorKind.LessThan => "lt",
            BinaryOperatorKind.LessThanOrEqual => "le",
            BinaryOperatorKind.Add => "add",
            BinaryOperatorKind.Subtract => "sub",
            BinaryOperatorKind.Multiply => "mul",
            BinaryOperatorKind.Divide => "div",
            BinaryOperatorKind.Modulo => "mod",
            _ => throw NotSupported($"The operator {node.OperatorKind} is not supported."),
        };
        // A related entity is never null, because every row refers to one.
        if (IsEntity(node.Left) || IsEntity(node.Right))
        {
            return name is "eq" or "ne" && (IsEntity(node.Left) ? Term(node.Right) : Term(node.Left)).IsNull
                ? new Constant(name == "ne")
                : throw NotSupported("An entity can only be compared with null. Compare a property of the entity.");
        }
        var (left, right) = (Term(node.Left), Term(node.Right));
        return (name == "eq" ? _joined.Equal(left, right) ?? _joined.Equal(right, left) : null) ?? FunctionTable.Call(name, left, right);
    }

    private static bool IsEntity(QueryNode node) =>
        node switch
        {
            ConvertNode convert => IsEntity(convert.Source),
            SingleNavigationNode or ResourceRangeVariableReferenceNode => true,
            _ => false,
        };

    private Term Function(SingleValueFunctionCallNode call)
    {
        if (++_functions > query.Limits.MaxFunctionDepth)
            throw new QueryException($"Functions are nested more than {query.Limits.MaxFunctionDepth} deep.");
        var arguments = call.Parameters.ToList();
        var name = call.Name.ToLowerInvariant();
        var term = name switch
        {
            "cast" or "isof" => TypeFunction(name, arguments),
            "now" => new Constant(new DateTimeOffset(Microseconds(query.Now.UtcTicks), TimeSpan.Zero)),
            "mindatetime" => new Constant(DateTimeOffset.MinValue.AddTicks(TimeSpan.TicksPerMicrosecond)),
            // The last timestamp before the year 10000 in the precision of PostgreSQL, microseconds.
            "maxdatetime" => new Constant(DateTimeOffset.MaxValue.AddTicks(-TimeSpan.TicksPerMicrosecond)),
            _ => Call(name, arguments.ConvertAll(Term)),
        };
        _functions--;
        return term;
    }

    private static Term Call(string name, List<Term> arguments)
    {
        if (name == "matchespattern")
            PatternLimits.Check(arguments[1]);
        return FunctionTable.Call(name, arguments);
    }

    private Term TypeFunction(string name, List<QueryNode> arguments)
    {
        if (arguments is not [var argument, ConstantNode { Value: string type }])
            throw NotSupported($"{name} needs a value and a primitive type, as in {name}(Property,Edm.String).");
        var (value, clr) = (Term(argument), EdmTypes.Find(type));
        if (name == "isof")
            return value.Type != clr ? new Constant(false) : FunctionTable.Call("ne", value, Queries.Constant.Null);
        return FunctionTable.Cast(
            value,
            clr
                ?? throw new QueryException(
                    $"The type {type} is not supported. "
                        + "Supported are Edm.String, Edm.Int32, Edm.Int64, Edm.Decimal, Edm.Double and Edm.Date."
                )
        );
    }

    private Constant Constant(ConstantNode node) =>
        node.Value switch
        {
            null => Queries.Constant.Null,
            // The literal is parsed again as a decimal, because the library parses 0.5 as a binary fraction.
            float or double when decimal.TryParse(node.LiteralText, PlainNumber, CultureInfo.InvariantCulture, out var exact) => new(exact),
            float single => new(double.Parse(single.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
            byte or sbyte or short => new(Convert.ToInt32(node.Value, CultureInfo.InvariantCulture)),
            // The types Date and TimeOfDay of the library are obsolete, and have no replacement before its next version.
#pragma warning disable CS0618
            Date day => new(new DateOnly(day.Year, day.Month, day.Day)),
            TimeOfDay time => new(new TimeOnly(Microseconds(time.Ticks))),
#pragma warning restore CS0618
            DateTimeOffset timestamp => new(new DateTimeOffset(Microseconds(timestamp.UtcTicks), TimeSpan.Zero)),
            TimeSpan duration => new(new TimeSpan(Microseconds(duration.Ticks))),
            string or bool or int or long or decimal or double or Guid => new(node.Value),
            _ => throw NotSupported($"The value {node.LiteralText} is not supported."),
        };

    /// <summary>Truncates ticks to microseconds, the precision of PostgreSQL.</summary>
    private static long Microseconds(long ticks) => ticks - ticks % TimeSpan.TicksPerMicrosecond;

    private static QueryException NotSupported(string message) => new(message, isSupported: false);
}
