using Npgsql;

namespace BabyNames.Queries.Errors;

/// <summary>Tells errors of a query from errors of the database by their SQLSTATE.</summary>
public static class PostgresErrors
{
    /// <summary>Whether the query cannot be evaluated: a number out of range, a division by zero,
    /// text that no column could hold, a pattern that is none. Class 22 is all of that: reading alone causes nothing else in it.
    /// That NaN and infinity are no whole numbers is said by the functions of numeric as something that is not supported.</summary>
    public static bool IsOfTheQuery(PostgresException exception) =>
        exception.SqlState.StartsWith("22", StringComparison.Ordinal)
        || exception.SqlState == PostgresErrorCodes.StatementTooComplex
        || exception is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: { } routine }
            && routine.StartsWith("numeric", StringComparison.Ordinal);

    /// <summary>Whether the database is temporarily unavailable: shutting down, full, or out of connections.</summary>
    public static bool IsPassing(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" or "58",
            NpgsqlException => true,
            // Npgsql 10 throws this when a connection ends between writing and reading.
            NullReferenceException { Source: "Npgsql" } => true,
            // EF Core wraps exceptions that it considers transient.
            InvalidOperationException { InnerException: NpgsqlException inner } => IsPassing(inner),
            _ => false,
        };
}
