using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.Web;

/// <summary>The page for browsers if GraphiQL was not built: one file, PlainPage.html, that runs queries.</summary>
internal static class PlainPage
{
    public static string Html { get; } = Read();

    /// <summary>Content security policy that allows the script and style of the page by their hashes.</summary>
    public static string Policy => $"script-src {Hash("script")}; style-src {Hash("style")}; img-src data:";

    private static string Hash(string element)
    {
        var start = Html.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var text = Html[start..Html.IndexOf($"</{element}>", StringComparison.Ordinal)];
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }

    private static string Read()
    {
        using var stream = typeof(PlainPage).Assembly.GetManifestResourceStream("PlainPage.html")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
