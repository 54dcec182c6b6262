using GraphQL;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>An error of a request that the client can fix. Its message and code are sent to the client without changes.</summary>
public sealed class ClientError : ExecutionError
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What is wrong and what the client can do.</param>
    /// <param name="code">Stable code; the code of Hot Chocolate if it has one for the error.</param>
    /// <param name="details">Additional extensions of the error.</param>
    public ClientError(string message, string code, params (string Name, object? Value)[] details)
        : base(message)
    {
        Code = code;
        Details = details.ToDictionary(detail => detail.Name, detail => detail.Value);
    }

    /// <summary>Additional extensions of the error.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; }

    /// <summary>HTTP status of the response, for any media type; null for the status that the media type has for errors of a
    /// document.</summary>
    public int? Status { get; init; }
}
