using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.Web;

/// <summary>A page of one file for browsers, shown where the bundle was not built.</summary>
/// <param name="Html">With a script or a style, or none of them, as elements without attributes.</param>
internal sealed record EmbeddedPage(string Html)
{
    /// <summary>Content security policy that allows the script and style of the page by their hashes.</summary>
    public string Policy => $"script-src {Hash("script")}; style-src {Hash("style")}; img-src data:";

    public static EmbeddedPage Read(string name)
    {
        using var stream = typeof(EmbeddedPage).Assembly.GetManifestResourceStream(name)!;
        return new(new StreamReader(stream).ReadToEnd());
    }

    private string Hash(string element)
    {
        var start = Html.IndexOf($"<{element}>", StringComparison.Ordinal);
        if (start < 0)
            return "'none'";
        start += element.Length + 2;
        var text = Html[start..Html.IndexOf($"</{element}>", StringComparison.Ordinal)];
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }
}
