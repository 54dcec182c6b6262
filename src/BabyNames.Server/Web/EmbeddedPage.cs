using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.Web;

/// <summary>A page for browsers in one file. It is shown if the bundle was not built.</summary>
/// <param name="Html">The HTML. It may have one script element and one style element, without attributes.</param>
internal sealed record EmbeddedPage(string Html)
{
    /// <summary>Content security policy that permits the script and the style of the page by their hashes.</summary>
    public string Policy => $"script-src {Hash("script")}; style-src {Hash("style")}; img-src data:";

    /// <summary>Reads a page from the resources of the assembly.</summary>
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
