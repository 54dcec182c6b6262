using Npgsql;

namespace BabyNames.Server.Errors;

/// <summary>What an SQLSTATE says about whose fault it is.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether the query asked for something that no value can answer: a number out of range, a division by zero,
    /// text that no column could hold, a pattern that is none. Class 22 is all of that: reading alone causes nothing else in it.
    /// That NaN and infinity are no whole numbers is said by the functions of numeric as something that is not supported.</summary>
    public static bool IsOfTheQuery(PostgresException exception) =>
        exception.SqlState.StartsWith("22", StringComparison.Ordinal) || exception.SqlState == PostgresErrorCodes.StatementTooComplex
        || exception is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: { } routine } && routine.StartsWith("numeric", StringComparison.Ordinal);

    /// <summary>Whether the server is not to be had for now: shutting down, full, or out of connections.</summary>
    public static bool IsPassing(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" or "58",
        NpgsqlException => true,
        // Of a connection that ended between writing and reading; Npgsql 10 looks at what it has let go by then.
        NullReferenceException { Source: "Npgsql" } => true,
        // EF wraps what it thinks might pass.
        InvalidOperationException { InnerException: NpgsqlException inner } => IsPassing(inner),
        _ => false,
    };
}
