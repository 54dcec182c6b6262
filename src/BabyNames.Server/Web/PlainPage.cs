using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.Web;

/// <summary>What browsers are shown where GraphiQL was not built: one file, PlainPage.html, that runs queries.</summary>
internal static class PlainPage
{
    public static string Html { get; } = Read();

    /// <summary>Allows the page's own script and style, named by their hashes, and no other.</summary>
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
