using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Sorting;
using BabyNames.Queries;
using GraphQL;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>The requested page of a connection.</summary>
/// <param name="Size">Maximum number of nodes.</param>
/// <param name="Backward">Whether the page is counted from the end, by <c>last</c>.</param>
/// <param name="After">Keyset of the cursor <c>after</c>; null when there is none.</param>
/// <param name="Before">Keyset of the cursor <c>before</c>; null when there is none.</param>
internal sealed record PageArguments(int Size, bool Backward, object?[]? After, object?[]? Before)
{
    /// <summary>Reads the arguments of a field.</summary>
    /// <exception cref="ClientError">The size is out of range, there are two sizes, or a cursor is not of this order.</exception>
    public static PageArguments Parse(IResolveFieldContext context, SortOrder order, GraphQLLimits limits)
    {
        var first = context.GetArgument<int?>("first");
        var last = context.GetArgument<int?>("last");
        if (first is not null && last is not null)
            throw new ClientError("`first` and `last` cannot be given together.", "PAGING_ARGUMENTS");
        var size = first ?? last ?? limits.DefaultPageSize;
        var field = $"{context.ParentType.Name}.{context.FieldDefinition.Name}";
        if (size < 0)
        {
            throw new ClientError(
                "The requested number of values per page must be at least 0.",
                "HC0079",
                ("field", field),
                ("requestedItems", size)
            );
        }
        if (size > limits.MaxPageSize)
        {
            throw new ClientError(
                "The maximum allowed items per page were exceeded.",
                "HC0051",
                ("field", field),
                ("requestedItems", size),
                ("maxAllowedItems", limits.MaxPageSize)
            );
        }
        return new(size, last is not null, Decode(context, "after", order), Decode(context, "before", order));
    }

    private static object?[]? Decode(IResolveFieldContext context, string argument, SortOrder order)
    {
        if (context.GetArgument<string?>(argument) is not { } cursor)
            return null;
        return Cursor.TryDecode(cursor, order.Signature, [.. order.Keys.Select(key => key.ClrType)], out var values)
            ? values
            : throw new ClientError(
                $"The cursor specified in `{argument}` has an invalid format.",
                "HC0078",
                ("argument", argument),
                ("cursor", cursor)
            );
    }
}
