using System.Text.Json;
using GraphQL;
using GraphQL.Resolvers;

namespace BabyNames.GraphQLEngine.Values;

/// <summary>Resolves a field from only its parent object. <see cref="ValueStrategy"/> writes types that have only such fields as a
/// whole.</summary>
/// <param name="get">Returns the value of the field.</param>
/// <param name="write">Writes the field in the format of its scalar, faster than by <paramref name="get"/>; null when there is no faster
/// way.</param>
public sealed class ValueResolver(Func<object, object?> get, Action<Utf8JsonWriter, object>? write = null) : IFieldResolver
{
    /// <summary>Returns the value of the field from the parent object.</summary>
    public Func<object, object?> Get { get; } = get;

    internal Action<Utf8JsonWriter, object>? Write { get; } = write;

    /// <inheritdoc/>
    public ValueTask<object?> ResolveAsync(IResolveFieldContext context) => new(Get(context.Source!));
}
