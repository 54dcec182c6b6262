namespace BabyNames.Server.Tests.Support;

/// <summary>A server with an empty database that requires an API key for every request except health checks.</summary>
public sealed class KeyRequiredFixture() : ServerFixture("--Access:AnonymousReading", "false");
