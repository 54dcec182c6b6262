using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Resolvers;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>Executes a mutation. Errors that the client can fix are part of the payload, not errors of the request.</summary>
/// <param name="run">Executes the mutation.</param>
/// <param name="toResult">Converts the return value to the result in the payload.</param>
internal sealed class MutationField<TInput, T>(
    RecordArguments<TInput> input,
    IReadOnlyCollection<Type> errors,
    Func<TInput, MutationContext, Task<T>> run,
    Func<T, IResolveFieldContext, Task<object?>> toResult
) : IFieldResolver
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        try
        {
            var values = input.Read(context.GetArgument<IDictionary<string, object?>>("input"));
            var result = await run(values, new(context.User!, context.RequestServices!, context.CancellationToken));
            return new MutationPayload(await toResult(result, context), null);
        }
        catch (DomainException exception) when (errors.Contains(exception.GetType()))
        {
            return new MutationPayload(null, [exception]);
        }
    }
}
