namespace BabyNames.Queries;

/// <summary>Functions of PostgreSQL that EF Core has no method for. <see cref="SqlTranslations"/> translates them; they cannot be called.</summary>
internal static class Sql
{
    /// <summary><c>value::type</c>, without the precision that EF Core would take from a column beside it.</summary>
    public static TTo Cast<TFrom, TTo>(TFrom value) => throw NotCallable();

    /// <summary><c>a + b</c> of moments and durations.</summary>
    public static TResult Add<TLeft, TRight, TResult>(TLeft left, TRight right) => throw NotCallable();

    /// <summary><c>a - b</c> of moments and durations.</summary>
    public static TResult Subtract<TLeft, TRight, TResult>(TLeft left, TRight right) => throw NotCallable();

    /// <summary><c>floor(date_part(part, value))</c>, of moments in UTC.</summary>
    public static int Part<T>(string part, T value) => throw NotCallable();

    /// <summary>Fraction of the second, from 0, of moments in UTC.</summary>
    public static decimal FractionalSeconds<T>(T value) => throw NotCallable();

    public static decimal TotalSeconds(TimeSpan value) => throw NotCallable();

    /// <summary>Day in UTC.</summary>
    public static DateOnly Date(DateTimeOffset value) => throw NotCallable();

    /// <summary>Time of day in UTC.</summary>
    public static TimeOnly Time(DateTimeOffset value) => throw NotCallable();

    /// <summary>Rounds half away from zero.</summary>
    /// <param name="digits">Digits after the point.</param>
    public static decimal Round(decimal value, int digits) => throw NotCallable();

    /// <summary><c>a || b</c>, null if one is null.</summary>
    public static string Concat(string left, string right) => throw NotCallable();

    /// <param name="from">First character, from 1.</param>
    public static string Substring(string value, int from) => throw NotCallable();

    /// <inheritdoc cref="Substring(string, int)"/>
    /// <param name="length">Number of characters; none if it is negative.</param>
    public static string Substring(string value, int from, int length) => throw NotCallable();

    /// <summary>The last characters.</summary>
    public static string Right(string value, int length) => throw NotCallable();

    /// <summary>Whether a POSIX regular expression matches a part of the text.</summary>
    public static bool Matches(string value, string pattern) => throw NotCallable();

    /// <summary>Null if there are no values.</summary>
    public static TResult Sum<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <inheritdoc cref="Sum"/>
    public static TResult Average<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <inheritdoc cref="Sum"/>
    public static TResult Min<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <inheritdoc cref="Sum"/>
    public static TResult Max<T, TResult>(IEnumerable<T> values) => throw NotCallable();

    /// <summary>Number of different values that are not null.</summary>
    public static long CountDistinct<T>(IEnumerable<T> values) => throw NotCallable();

    private static NotSupportedException NotCallable() => new("The function is only translated to SQL.");
}
