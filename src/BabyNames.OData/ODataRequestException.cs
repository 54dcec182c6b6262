using BabyNames.Queries.Errors;

namespace BabyNames.ODataEngine;

/// <summary>The error of a request that the client can fix.</summary>
/// <param name="code">One of <see cref="ODataErrorCodes"/>.</param>
/// <param name="message">What is wrong and what the client can do.</param>
public sealed class ODataRequestException(string code, string message) : DomainException(code, message);
