using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Resolvers;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>Runs a mutation. What its sender can mend is part of the payload, not an error of the request.</summary>
/// <param name="run">Does the work.</param>
/// <param name="show">Makes what the payload shows of the result.</param>
internal sealed class MutationField<TInput, T>(
    RecordArguments<TInput> input,
    IReadOnlyCollection<Type> errors,
    Func<TInput, MutationContext, Task<T>> run,
    Func<T, IResolveFieldContext, Task<object?>> show
) : IFieldResolver
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        try
        {
            var values = input.Read(context.GetArgument<IDictionary<string, object?>>("input"));
            var result = await run(values, new(context.User!, context.RequestServices!, context.CancellationToken));
            return new MutationPayload(await show(result, context), null);
        }
        catch (DomainException exception) when (errors.Contains(exception.GetType()))
        {
            return new MutationPayload(null, [exception]);
        }
    }
}
