namespace BabyNames.Server.Access;

/// <summary>What a key may do.</summary>
internal static class Roles
{
    /// <summary>Reads.</summary>
    public const string Viewer = "viewer";

    /// <summary>Also uploads, reprocesses and manages keys.</summary>
    public const string Admin = "admin";
}
