using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace BabyNames.Server.Hosting;

/// <summary>Answers in fewer bytes for clients that accept br or gzip.</summary>
internal static class Compression
{
    public static void AddCompression(this IHostApplicationBuilder builder) => builder.Services
        // Over HTTPS too. What an attacker could guess by the length of answers (BREACH) is a secret that stands beside his own
        // text in one answer after the other; ours are public figures, and a key is shown once.
        .AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/graphql-response+json"];
        })
        // An answer is compressed once for one client: the time counts, not the last byte.
        .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
        .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
}
