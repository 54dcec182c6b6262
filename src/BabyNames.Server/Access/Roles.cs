namespace BabyNames.Server.Access;

/// <summary>Roles of API keys.</summary>
internal static class Roles
{
    /// <summary>Role that may read.</summary>
    public const string Viewer = "viewer";

    /// <summary>Role that may also upload and change datasets, countries and areas, and manage API keys.</summary>
    public const string Admin = "admin";

    /// <summary>Role that may read metrics and the monitoring fields of GraphQL, and nothing else.</summary>
    public const string Monitor = "monitor";
}
