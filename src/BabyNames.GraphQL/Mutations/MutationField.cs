using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Resolvers;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>Runs a mutation. What its sender can mend is part of the payload, not an error of the request.</summary>
/// <param name="run">Does the work and gives the result.</param>
internal sealed class MutationField(
    IReadOnlyCollection<Type> errors, Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<object?>> run) : IFieldResolver
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        try
        {
            return new MutationPayload(await run(context.GetArgument<IDictionary<string, object?>>("input").AsReadOnly(), context), null);
        }
        catch (DomainException exception) when (errors.Contains(exception.GetType()))
        {
            return new MutationPayload(null, [exception]);
        }
    }
}
