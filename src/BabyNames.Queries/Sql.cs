namespace BabyNames.Queries;

/// <summary>Functions of PostgreSQL for which EF Core has no method. They can only be used in queries, where <see cref="SqlTranslations"/>
/// translates them to SQL.</summary>
internal static class Sql
{
    /// <summary><c>value::type</c>, without the precision that EF Core would infer from another column of the expression.</summary>
    public static TTo Cast<TFrom, TTo>(TFrom value) => throw NotCallable();

    /// <summary><c>a + b</c> of timestamps and durations.</summary>
    public static TResult Add<TLeft, TRight, TResult>(TLeft left, TRight right) => throw NotCallable();

    /// <summary><c>a - b</c> of timestamps and durations.</summary>
    public static TResult Subtract<TLeft, TRight, TResult>(TLeft left, TRight right) => throw NotCallable();

    /// <summary><c>floor(date_part(part, value))</c>, for timestamps in UTC.</summary>
    public static int Part<T>(string part, T value) => throw NotCallable();

    /// <summary>Fraction of the second, from 0 to below 1.</summary>
    public static decimal FractionalSeconds<T>(T value) => throw NotCallable();

    /// <summary>Length of a duration in seconds, with fractions.</summary>
    public static decimal TotalSeconds(TimeSpan value) => throw NotCallable();

    /// <summary>Day in UTC.</summary>
    public static DateOnly Date(DateTimeOffset value) => throw NotCallable();

    /// <summary>Time of day in UTC.</summary>
    public static TimeOnly Time(DateTimeOffset value) => throw NotCallable();

    /// <summary>Rounds a number, a half away from zero.</summary>
    /// <param name="digits">Number of decimal places.</param>
    public static decimal Round(decimal value, int digits) => throw NotCallable();

    /// <summary><c>a || b</c>, which is null if one of them is null.</summary>
    public static string Concat(string left, string right) => throw NotCallable();

    /// <summary>Returns the rest of a text.</summary>
    /// <param name="from">Position of the first character, from 1.</param>
    public static string Substring(string value, int from) => throw NotCallable();

    /// <inheritdoc cref="Substring(string, int)"/>
    /// <param name="length">Number of characters. A negative number is read as 0.</param>
    public static string Substring(string value, int from, int length) => throw NotCallable();

    /// <summary>Returns the last characters of a text.</summary>
    public static string Right(string value, int length) => throw NotCallable();

    /// <summary>Whether a POSIX regular expression matches a part of the text.</summary>
    public static bool Matches(string value, string pattern) => throw NotCallable();

    /// <summary>An aggregate that is null if there are no values.</summary>
    public static TResult Sum<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <inheritdoc cref="Sum"/>
    public static TResult Average<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <inheritdoc cref="Sum"/>
    public static TResult Min<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <inheritdoc cref="Sum"/>
    public static TResult Max<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <summary>Number of distinct values that are not null.</summary>
    public static long CountDistinct<T>(IEnumerable<T> values) => throw NotCallable();

    private static NotSupportedException NotCallable() => new("The function can only be used in a query.");
}
