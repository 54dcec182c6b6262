using System.Security.Claims;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>The request that a mutation is part of.</summary>
public sealed record MutationContext(ClaimsPrincipal User, IServiceProvider Services, CancellationToken CancellationToken);
