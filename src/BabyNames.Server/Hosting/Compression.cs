using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace BabyNames.Server.Hosting;

/// <summary>Compresses responses for clients that accept br or gzip.</summary>
internal static class Compression
{
    public static void AddCompression(this IHostApplicationBuilder builder) =>
        builder
            .Services
            // Over HTTPS too. BREACH needs a secret beside text of the attacker in repeated responses; these hold public figures, and
            // a key is shown once.
            .AddResponseCompression(options =>
            {
                options.EnableForHttps = true;
                options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/graphql-response+json"];
            })
            // A response is compressed once for one client, so speed counts more than size.
            .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
            .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
}
