using BabyNames.Queries.Errors;

namespace BabyNames.ODataEngine;

/// <summary>A fault of a request that its sender can mend.</summary>
public sealed class ODataRequestException(string code, string message) : DomainException(code, message);
