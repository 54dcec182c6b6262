using System.Globalization;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Turns an expression that the OData library has parsed into a term of the query.</summary>
/// <param name="scope">The rows whose columns it names.</param>
/// <param name="option">Name of the query option, for errors.</param>
internal sealed class TermReader(QueryOptions query, RowQuery scope, string option)
{
    /// <summary>Of a number without an exponent.</summary>
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private readonly JoinedTerms _joined = new(query.Joined, scope);
    private int _functions;

    /// <exception cref="ODataRequestException">It is not supported, beyond a limit, or its types do not fit.</exception>
    public Term Read(QueryNode node)
    {
        try
        {
            return Term(node);
        }
        catch (QueryException exception)
        {
            throw query.Fault(option, exception);
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
            InNode { Right: CollectionConstantNode list } of => In(of.Left, [.. list.Collection]),
            SingleValueFunctionCallNode call => Function(call),
            SingleValuePropertyAccessNode or SingleValueOpenPropertyAccessNode => Column(QueryOptions.PathOf(node)),
            _ => throw NotSupported($"{node.Kind} is not supported. Supported are properties, values, operators and functions."),
        };
    }

    /// <summary>A list is one operand; its values are counted apart.</summary>
    private Term In(QueryNode value, List<ConstantNode> items)
    {
        query.CountValues(option, items.Count);
        var (column, list) = (Term(value), items.ConvertAll(Constant));
        return _joined.In(column, list) ?? FunctionTable.Call("in", [column, .. list]);
    }

    /// <summary>Reads <c>Name eq 'A' or Name eq 'B'</c> as a list of names.</summary>
    private Term Or(BinaryOperatorNode node) =>
        Operands(node)
            .GroupBy(operand => ListedProperty(operand) is { } property ? (object)property : operand)
            .Select(same =>
                same.ToList() is { Count: > 1 } list
                    ? In(
                        ((BinaryOperatorNode)list[0]).Left,
                        list.ConvertAll(operand => (ConstantNode)Plain(((BinaryOperatorNode)operand).Right))
                    )
                    : Term(same.First())
            )
            .Aggregate((all, term) => FunctionTable.Call("or", all, term));

    private static IEnumerable<QueryNode> Operands(BinaryOperatorNode or)
    {
        var open = new Stack<QueryNode>([or]);
        while (open.TryPop(out var node))
        {
            if (Plain(node) is BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } inner)
            {
                open.Push(inner.Right);
                open.Push(inner.Left);
            }
            else
                yield return Plain(node);
        }
    }

    /// <returns>The path of the property that is compared with a value; null for other conditions.</returns>
    private static string? ListedProperty(QueryNode node) =>
        node is BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Equal } equal
        && Plain(equal.Left) is SingleValuePropertyAccessNode property
        && Plain(equal.Right) is ConstantNode { Value: not null }
            ? QueryOptions.PathOf(property)
            : null;

    /// <summary>Without the conversions around it.</summary>
    private static QueryNode Plain(QueryNode node) => node is ConvertNode convert ? Plain(convert.Source) : node;

    private Term Column(string path) =>
        scope.Find(path)
        ?? throw new QueryException(
            scope.IsGrouped
                ? $"There is no {path} among the columns of the groups: {string.Join(", ", scope.Columns.Select(column => column.Name))}."
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
        // Every row refers to one.
        if (IsEntity(node.Left) || IsEntity(node.Right))
        {
            return name is "eq" or "ne" && (IsEntity(node.Left) ? Term(node.Right) : Term(node.Left)).IsNull
                ? new Constant(name == "ne")
                : throw NotSupported("An entity is compared with null only. Compare a property of it.");
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
            "cast" or "isof" => OfType(name, arguments),
            "now" => new Constant(new DateTimeOffset(Microseconds(query.Now.UtcTicks), TimeSpan.Zero)),
            "mindatetime" => new Constant(DateTimeOffset.MinValue.AddTicks(TimeSpan.TicksPerMicrosecond)),
            // The last moment that PostgreSQL can tell from the year 10000.
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

    private Term OfType(string name, List<QueryNode> arguments)
    {
        if (arguments is not [var of, ConstantNode { Value: string type }])
            throw NotSupported($"{name} takes a value and a primitive type, as in {name}(Property,Edm.String).");
        var (value, clr) = (Term(of), EdmTypes.Find(type));
        if (name == "isof")
            return value.Type != clr ? new Constant(false) : FunctionTable.Call("ne", value, Queries.Constant.Null);
        return FunctionTable.Cast(
            value,
            clr
                ?? throw new QueryException(
                    $"There are no values of the type {type}. Supported are Edm.String, Edm.Int32, Edm.Int64, Edm.Decimal, Edm.Double and Edm.Date."
                )
        );
    }

    private Constant Constant(ConstantNode node) =>
        node.Value switch
        {
            null => Queries.Constant.Null,
            // The library reads 0.5 as a binary fraction.
            float or double when decimal.TryParse(node.LiteralText, PlainNumber, CultureInfo.InvariantCulture, out var exact) => new(exact),
            float single => new(double.Parse(single.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
            byte or sbyte or short => new(Convert.ToInt32(node.Value, CultureInfo.InvariantCulture)),
            // The library's types of days and times of day are obsolete, and have no replacement before its next version.
#pragma warning disable CS0618
            Date day => new(new DateOnly(day.Year, day.Month, day.Day)),
            TimeOfDay time => new(new TimeOnly(Microseconds(time.Ticks))),
#pragma warning restore CS0618
            DateTimeOffset moment => new(new DateTimeOffset(Microseconds(moment.UtcTicks), TimeSpan.Zero)),
            TimeSpan duration => new(new TimeSpan(Microseconds(duration.Ticks))),
            string or bool or int or long or decimal or double or Guid => new(node.Value),
            _ => throw NotSupported($"The value {node.LiteralText} is not supported."),
        };

    /// <summary>PostgreSQL stores moments and durations in microseconds.</summary>
    private static long Microseconds(long ticks) => ticks - ticks % TimeSpan.TicksPerMicrosecond;

    private static QueryException NotSupported(string message) => new(message, isSupported: false);
}
