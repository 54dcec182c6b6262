namespace BabyNames.GraphQLEngine.Errors;

/// <summary>What a query is answered with whose database is not to be had.</summary>
/// <returns>Null for a fault of another kind.</returns>
public delegate ClientError? Outage(Exception fault);
