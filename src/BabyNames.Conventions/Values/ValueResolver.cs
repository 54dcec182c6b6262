using GraphQL;
using GraphQL.Resolvers;

namespace BabyNames.Conventions.Values;

/// <summary>Reads a field from the object above it and from nothing else. What has such fields alone is written at once, by
/// <see cref="ValueStrategy"/>.</summary>
public sealed class ValueResolver(Func<object, object?> get) : IFieldResolver
{
    public Func<object, object?> Get { get; } = get;

    public ValueTask<object?> ResolveAsync(IResolveFieldContext context) => new(Get(context.Source!));
}
