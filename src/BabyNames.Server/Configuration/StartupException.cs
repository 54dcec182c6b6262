namespace BabyNames.Server.Configuration;

/// <summary>The program cannot start with its configuration. The message says what to do and is shown without a stack trace.</summary>
internal sealed class StartupException(string message) : Exception(message);
