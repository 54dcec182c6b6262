using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>One field of a mutation's input.</summary>
/// <param name="Type">Wrap it in <see cref="NonNullGraphType"/> where it must be given.</param>
public sealed record MutationInput(string Name, IGraphType Type, string Description);
