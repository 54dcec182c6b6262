namespace BabyNames.Server.Configuration;

/// <summary>The program cannot start here as it is set up; the message says what to do. Shown without a stack.</summary>
internal sealed class StartupException(string message) : Exception(message);
