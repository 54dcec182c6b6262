namespace BabyNames.Server.Web;

/// <summary>Settings <c>Ide:*</c>.</summary>
internal sealed class IdeOptions
{
    /// <summary>Whether browsers that open the GraphQL address get an IDE. Default: true in Development, false otherwise.</summary>
    public bool Enabled { get; set; }
}
