using BabyNames.Queries.Errors;

namespace BabyNames.Server.Feeds;

/// <summary>A fault of a request that its sender can mend.</summary>
internal sealed class FeedException(string code, string message) : DomainException(code, message);
