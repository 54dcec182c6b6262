namespace BabyNames.Server.Tests.Support;

/// <summary>A server with an empty database that runs no jobs, so that datasets and jobs keep the status that a test gives them.</summary>
public sealed class IdleServerFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false");
