using System.Text.Json;
using GraphQL;
using GraphQL.Resolvers;

namespace BabyNames.GraphQLEngine.Values;

/// <summary>Reads a field from the object above it and from nothing else. What has such fields alone is written at once, by
/// <see cref="ValueStrategy"/>.</summary>
/// <param name="write">Writes the field of an object as its scalar would, where there is a shorter way than by <paramref name="get"/>.</param>
public sealed class ValueResolver(Func<object, object?> get, Action<Utf8JsonWriter, object>? write = null) : IFieldResolver
{
    public Func<object, object?> Get { get; } = get;

    internal Action<Utf8JsonWriter, object>? Write { get; } = write;

    public ValueTask<object?> ResolveAsync(IResolveFieldContext context) => new(Get(context.Source!));
}
