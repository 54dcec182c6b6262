namespace BabyNames.Queries.Errors;

/// <summary>The error of a request whose body the HTTP server cannot read, for example because of an invalid chunk length.</summary>
public static class UnreadableBody
{
    /// <summary>The message for clients.</summary>
    public const string Message = "The request body cannot be read: its chunked encoding is invalid.";

    /// <summary>Whether the body caused an exception. The exception must come from reading the body.</summary>
    public static bool IsCauseOf(Exception exception) => exception is IOException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };
}
