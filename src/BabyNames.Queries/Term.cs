namespace BabyNames.Queries;

/// <summary>A value of each row: a column, a constant, or a function of other values. The only language that front ends speak.</summary>
/// <param name="Type">CLR type of the values that are not null, never a <see cref="Nullable{T}"/>.</param>
/// <param name="IsNullable">Whether the value may be null.</param>
public abstract record Term(Type Type, bool IsNullable)
{
    /// <summary>Whether the value is null in every row.</summary>
    public bool IsNull => this is Constant { Value: null };

    /// <summary>The columns that the value is made of.</summary>
    public IEnumerable<Column> Columns() =>
        this switch
        {
            Column column => [column],
            Call call => call.Arguments.SelectMany(argument => argument.Columns()),
            _ => [],
        };

    internal bool IsBoolean => Type == typeof(bool) || IsNull;

    internal bool IsNumber => Numbers.Is(Type);
}

/// <summary>A column of the rows in scope.</summary>
/// <param name="Name">Name in the scope.</param>
public sealed record Column(string Name, Type Type, bool IsNullable) : Term(Type, IsNullable);

/// <summary>A value that the request states. It becomes a parameter of the statement.</summary>
/// <param name="Value">Null for the literal null, which has every type.</param>
public sealed record Constant(object? Value) : Term(Value?.GetType() ?? typeof(object), Value is null)
{
    public static Constant Null { get; } = new((object?)null);

    /// <summary>Text is composed (NFC), as the rows have it: a client may send an accent as a character of its own.</summary>
    public object? Value { get; } = Value is string text ? Composed(text) : Value;

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize();
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair: no row has it.
            return text;
        }
    }
}

/// <summary>A function or an operator with its arguments. <see cref="FunctionTable"/> makes it.</summary>
public sealed record Call : Term
{
    internal Call(Function function, IReadOnlyList<Term> arguments, Type type, bool isNullable)
        : base(type, isNullable) => (Function, Arguments) = (function, arguments);

    internal Function Function { get; }

    public string Name => Function.Name;

    public IReadOnlyList<Term> Arguments { get; }
}

/// <summary>One step of an order.</summary>
public sealed record OrderStep(Term Term, bool Descending);

/// <summary>A column that is computed for each row.</summary>
public sealed record Computed(string Name, Term Term);

/// <summary>A value that is computed for each group of rows.</summary>
/// <param name="Term">The aggregated values; null to count rows.</param>
public sealed record Aggregate(string Name, AggregateMethod Method, Term? Term);

public enum AggregateMethod
{
    /// <summary>Number of rows.</summary>
    Count,

    /// <summary>Sum of numbers; of whole numbers, a whole number of 64 bits.</summary>
    Sum,

    /// <summary>Average of numbers; of decimals, rounded to 10 digits after the point.</summary>
    Average,

    /// <summary>Least value.</summary>
    Min,

    /// <summary>Greatest value.</summary>
    Max,

    /// <summary>Number of different values that are not null.</summary>
    CountDistinct,
}

/// <summary>A query that the client must change.</summary>
/// <param name="isSupported">False if the query is valid but this product does not implement it.</param>
public sealed class QueryException(string message, bool isSupported = true) : Exception(message)
{
    public bool IsSupported => isSupported;
}
