namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>What a subscription has yet to look at.</summary>
/// <param name="All">Everything that it is over, because it just began or may have missed something.</param>
/// <param name="Ids">Otherwise, the keys of the entities that changed.</param>
internal sealed record Changes(bool All, IReadOnlyList<Guid> Ids);
