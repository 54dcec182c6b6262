namespace BabyNames.Queries.Errors;

/// <summary>An error of the domain that a mutation lists among its errors. <c>DuplicateDatasetException</c> becomes the GraphQL type
/// <c>DuplicateDatasetError</c>; its other public properties become fields.</summary>
/// <param name="code">Stable code, the same in every front end.</param>
/// <param name="message">What is wrong and what the client can do. Clients see it.</param>
public abstract class DomainException(string code, string message) : Exception(message)
{
    /// <summary>Stable code, the same in every front end.</summary>
    public string Code { get; } = code;
}
