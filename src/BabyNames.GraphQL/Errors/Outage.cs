namespace BabyNames.GraphQLEngine.Errors;

/// <summary>Returns the error to send when the database is not available, and reports the outage to the server.</summary>
/// <param name="exception">The exception of a query.</param>
/// <returns>The error; null if the exception has another cause.</returns>
public delegate ClientError? Outage(Exception exception);
