using System.Security.Claims;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries.Caching;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Functions of the server that the endpoint calls.</summary>
/// <param name="Versions">Version of the data that responses show and are cached for.</param>
/// <param name="Admission">Admits an operation before it runs.</param>
/// <param name="Outage">Converts an exception to the error of an unavailable database or data version; null for other
/// exceptions.</param>
/// <param name="Access">Checks the key of an open connection.</param>
/// <param name="MayRead">Whether a user may read all fields without a role. Other users may read only the fields that name a role of
/// theirs.</param>
public sealed record GraphQLHost(
    IDataVersion Versions,
    Admission Admission,
    Outage Outage,
    IConnectionAccess Access,
    Func<ClaimsPrincipal, bool> MayRead
);
