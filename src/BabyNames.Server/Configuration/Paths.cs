namespace BabyNames.Server.Configuration;

/// <summary>Paths of the endpoints, relative to the path base of the server.</summary>
internal static class Paths
{
    public const string GraphQL = "/graphql";

    public const string OData = "/odata";

    public const string Health = "/health";
}
