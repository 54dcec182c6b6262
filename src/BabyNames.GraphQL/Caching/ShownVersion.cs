using GraphQL;

namespace BabyNames.GraphQLEngine.Caching;

/// <summary>The data version that a response shows, as the extension <c>dataVersion</c>.</summary>
internal static class ShownVersion
{
    private const string Extension = "dataVersion";

    /// <summary>Adds the version to a result.</summary>
    /// <param name="version">The version; null if the operation read no data.</param>
    public static ExecutionResult Add(ExecutionResult result, long? version)
    {
        if (version is not null && result.Executed)
            result.Extensions = new Dictionary<string, object?>(result.Extensions ?? new()) { [Extension] = version };
        return result;
    }

    /// <summary>Returns the version of a result; null if it shows no data.</summary>
    public static long? Of(ExecutionResult result) => result.Extensions?.GetValueOrDefault(Extension) as long?;
}
