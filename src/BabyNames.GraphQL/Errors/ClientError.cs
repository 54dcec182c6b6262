using GraphQL;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>A fault of the request that its sender can mend: text and stable code go out as they are.</summary>
public sealed class ClientError : ExecutionError
{
    /// <param name="code">Hot Chocolate's where it has one.</param>
    /// <param name="details">Further extensions.</param>
    public ClientError(string message, string code, params (string Name, object? Value)[] details)
        : base(message)
    {
        Code = code;
        Details = details.ToDictionary(detail => detail.Name, detail => detail.Value);
    }

    public IReadOnlyDictionary<string, object?> Details { get; }

    /// <summary>Of the HTTP answer, whatever its media type; null for the one that the media type gives faults of a document.</summary>
    public int? Status { get; init; }
}
