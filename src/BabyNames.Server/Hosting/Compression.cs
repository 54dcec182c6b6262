using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace BabyNames.Server.Hosting;

/// <summary>Compresses responses for clients that accept br or gzip.</summary>
internal static class Compression
{
    public static void AddCompression(this IHostApplicationBuilder builder) =>
        builder
            .Services
            // Compression is also used for HTTPS. The BREACH attack needs repeated responses that contain a secret and text of the
            // attacker. The responses contain public figures, and a key is in only one response.
            .AddResponseCompression(options =>
            {
                options.EnableForHttps = true;
                options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/graphql-response+json"];
            })
            // Each response is compressed for one client, so that the speed is more important than the size.
            .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
            .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
}
