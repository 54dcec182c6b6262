namespace BabyNames.Queries.Errors;

/// <summary>The fault of a request whose body HTTP cannot read, for example because of an invalid chunk length.</summary>
public static class UnreadableBody
{
    public const string Message = "The request's body cannot be read: it is not in chunks as HTTP has them.";

    public static bool IsCauseOf(Exception exception) => exception is IOException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };
}
