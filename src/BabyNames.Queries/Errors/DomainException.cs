namespace BabyNames.Queries.Errors;

/// <summary>A fault of the domain that a mutation names among its errors. <c>DuplicateDatasetException</c> becomes the type
/// <c>DuplicateDatasetError</c>; its further public properties become fields.</summary>
/// <param name="code">Stable; the same in every interface.</param>
/// <param name="message">What is wrong and what to do.</param>
public abstract class DomainException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
