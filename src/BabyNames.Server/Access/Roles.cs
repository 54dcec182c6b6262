namespace BabyNames.Server.Access;

/// <summary>Roles of API keys.</summary>
internal static class Roles
{
    /// <summary>May read.</summary>
    public const string Viewer = "viewer";

    /// <summary>May also upload, reprocess and manage keys.</summary>
    public const string Admin = "admin";
}
