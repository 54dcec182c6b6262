using System.Security.Claims;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>The context of a mutation.</summary>
/// <param name="User">User of the request.</param>
/// <param name="Services">Services of the request.</param>
/// <param name="CancellationToken">Cancelled when the client disconnects.</param>
public sealed record MutationContext(ClaimsPrincipal User, IServiceProvider Services, CancellationToken CancellationToken);
