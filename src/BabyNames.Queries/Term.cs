namespace BabyNames.Queries;

/// <summary>An expression with a value for each row: a column, a constant, or a function of other terms. All front ends translate their
/// conditions, orders and computed columns to terms.</summary>
/// <param name="Type">CLR type of the values that are not null. It is never a <see cref="Nullable{T}"/>.</param>
/// <param name="IsNullable">Whether the value may be null.</param>
public abstract record Term(Type Type, bool IsNullable)
{
    /// <summary>Whether the value is null in every row.</summary>
    public bool IsNull => this is Constant { Value: null };

    /// <summary>Returns the columns that the term contains, with repetitions.</summary>
    public IEnumerable<Column> Columns() =>
        this switch
        {
            Column column => [column],
            Call call => call.Arguments.SelectMany(argument => argument.Columns()),
            _ => [],
        };

    internal bool IsBoolean => Type == typeof(bool) || IsNull;

    internal bool IsNumber => Numbers.IsNumber(Type);
}

/// <summary>A column of the rows in scope.</summary>
/// <param name="Name">Name in the scope.</param>
/// <param name="Type">CLR type of the values that are not null.</param>
/// <param name="IsNullable">Whether the value may be null.</param>
public sealed record Column(string Name, Type Type, bool IsNullable) : Term(Type, IsNullable);

/// <summary>A value in the request. It becomes a parameter of the statement.</summary>
/// <param name="Value">The value; null for the literal null, which is valid for every type.</param>
public sealed record Constant(object? Value) : Term(Value?.GetType() ?? typeof(object), Value is null)
{
    /// <summary>The literal null.</summary>
    public static Constant Null { get; } = new((object?)null);

    /// <summary>The value. Text is composed (Unicode NFC) as in the rows, because a client may send an accent as a separate
    /// character.</summary>
    public object? Value { get; } = Value is string text ? Composed(text) : Value;

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize();
        }
        catch (ArgumentException)
        {
            // The text has half of a surrogate pair. No row has such text.
            return text;
        }
    }
}

/// <summary>A function or an operator with its arguments. <see cref="FunctionTable.Call"/> creates it.</summary>
public sealed record Call : Term
{
    internal Call(Function function, IReadOnlyList<Term> arguments, Type type, bool isNullable)
        : base(type, isNullable) => (Function, Arguments) = (function, arguments);

    internal Function Function { get; }

    /// <summary>Name of the function in <see cref="FunctionTable"/>, such as <c>eq</c> or <c>tolower</c>.</summary>
    public string Name => Function.Name;

    /// <summary>The arguments, in the order of the function.</summary>
    public IReadOnlyList<Term> Arguments { get; }
}

/// <summary>One step of an order.</summary>
/// <param name="Term">The values to sort by.</param>
/// <param name="Descending">Whether the order is descending.</param>
public sealed record OrderStep(Term Term, bool Descending);

/// <summary>A column that is computed for each row.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Term">The value of a row.</param>
public sealed record Computed(string Name, Term Term);

/// <summary>A value that is computed for each group of rows.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Method">The aggregate function.</param>
/// <param name="Term">The values to aggregate; null to count rows.</param>
public sealed record Aggregate(string Name, AggregateMethod Method, Term? Term);

/// <summary>The aggregate functions. Values that are null are ignored.</summary>
public enum AggregateMethod
{
    /// <summary>Number of rows.</summary>
    Count,

    /// <summary>Sum of numbers. The sum of whole numbers is a whole number of 64 bits.</summary>
    Sum,

    /// <summary>Average of numbers. The average of decimals is rounded to 10 decimal places.</summary>
    Average,

    /// <summary>Lowest value.</summary>
    Min,

    /// <summary>Highest value.</summary>
    Max,

    /// <summary>Number of distinct values that are not null.</summary>
    CountDistinct,
}

/// <summary>The error of a query that the client can fix.</summary>
/// <param name="message">What is wrong. Clients see it.</param>
/// <param name="isSupported">False if the query is valid but this product does not implement it.</param>
public sealed class QueryException(string message, bool isSupported = true) : Exception(message)
{
    /// <summary>False if the query is valid but this product does not implement it.</summary>
    public bool IsSupported => isSupported;
}
