namespace BabyNames.Server.Configuration;

/// <summary>The program cannot start with its configuration. The message states what the operator can do. It is printed without a stack
/// trace.</summary>
internal sealed class StartupException(string message) : Exception(message);
