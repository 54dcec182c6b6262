namespace BabyNames.Server.Web;

/// <summary>Settings <c>Ide:*</c>.</summary>
internal sealed class IdeOptions
{
    /// <summary>Whether a browser that opens <c>/graphql</c> receives the IDE. The page itself needs no key. Default: true in
    /// Development, otherwise false.</summary>
    public bool Enabled { get; set; }
}
