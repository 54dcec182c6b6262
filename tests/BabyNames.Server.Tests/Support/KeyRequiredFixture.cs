namespace BabyNames.Server.Tests.Support;

/// <summary>A server that requires a key for every request but health checks. Its database is empty.</summary>
public sealed class KeyRequiredFixture() : ServerFixture("--Access:AnonymousReading", "false");
