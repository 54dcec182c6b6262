namespace BabyNames.Server.Tests.Support;

/// <summary>A server that runs no jobs, so that datasets and jobs stay as a test makes them. Its database is empty.</summary>
public sealed class IdleServerFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false");
