namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>The changes that a subscription has not read yet.</summary>
/// <param name="All">Whether the subscription must read all of its rows, because it just began or may have missed changes.</param>
/// <param name="Ids">Keys of the changed entities, if not all rows are read.</param>
internal sealed record Changes(bool All, IReadOnlyList<Guid> Ids);
