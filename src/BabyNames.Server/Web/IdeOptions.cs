namespace BabyNames.Server.Web;

/// <summary>Settings <c>Ide:*</c>.</summary>
internal sealed class IdeOptions
{
    /// <summary>Whether a browser that opens the GraphQL address is shown an IDE. On in Development, off otherwise.</summary>
    public bool Enabled { get; set; }
}
