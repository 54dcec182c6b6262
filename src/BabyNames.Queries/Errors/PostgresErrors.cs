using Npgsql;

namespace BabyNames.Queries.Errors;

/// <summary>Distinguishes errors of a query from errors of the database by their SQLSTATE.</summary>
public static class PostgresErrors
{
    /// <summary>Whether the query cannot be evaluated, for example because of a number out of range, a division by zero, invalid text or
    /// an invalid pattern. These errors have class 22, and statements that only read cause no other errors of this class. For NaN and
    /// infinity as whole numbers the functions of numeric report FeatureNotSupported.</summary>
    public static bool IsQueryError(PostgresException exception) =>
        exception.SqlState.StartsWith("22", StringComparison.Ordinal)
        || exception.SqlState == PostgresErrorCodes.StatementTooComplex
        || exception is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: { } routine }
            && routine.StartsWith("numeric", StringComparison.Ordinal);

    /// <summary>Whether the database does not respond at all, unlike a database that cancelled one statement or cannot write.</summary>
    public static bool IsOutage(Exception exception) =>
        exception switch
        {
            InvalidOperationException { InnerException: NpgsqlException inner } => IsOutage(inner),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => true,
            PostgresException
            {
                SqlState: PostgresErrorCodes.QueryCanceled
                    or PostgresErrorCodes.ReadOnlySqlTransaction
                    or ['4', '0', ..]
                    or ['5', '3' or '8', ..]
            } => false,
            _ => IsTransient(exception),
        };

    /// <summary>Whether the database is temporarily unavailable: shutting down, full, out of connections, no longer the primary, or a
    /// standby that cancelled the statement to apply a change of the primary.</summary>
    public static bool IsTransient(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: var state } => state[..2] is "08" or "40" or "53" or "57" or "58"
                || state == PostgresErrorCodes.ReadOnlySqlTransaction,
            NpgsqlException => true,
            // Npgsql 10 throws this when a connection ends between writing and reading.
            NullReferenceException { Source: "Npgsql" } => true,
            // EF Core wraps exceptions that it considers transient.
            InvalidOperationException { InnerException: NpgsqlException inner } => IsTransient(inner),
            _ => false,
        };
}
