using BabyNames.Server.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace BabyNames.Server.Commands;

/// <summary>Writes the addresses of the started server to standard output: as text for a person, or as log messages if the log is JSON, so
/// that each line is JSON.</summary>
internal static class Banner
{
    /// <param name="keyFile">Path of the file with the first admin key; null if there is none.</param>
    /// <param name="loading">Paths of the samples that are loaded.</param>
    public static void Write(WebApplication app, string? keyFile, IReadOnlyList<string> loading)
    {
        var url = app.Urls.First().TrimEnd('/');
        if (app.Configuration["Logging:Console:FormatterName"] == ConsoleFormatterNames.Json)
            Log(app.Logger, url, keyFile, loading);
        else
            Print(url, keyFile, loading);
    }

    private static void Log(ILogger logger, string url, string? keyFile, IReadOnlyList<string> loading)
    {
        if (keyFile is not null)
            logger.FirstKeyWritten(keyFile);
        logger.ServerStarted(url);
        foreach (var file in loading)
            logger.SampleQueued(file);
    }

    private static void Print(string url, string? keyFile, IReadOnlyList<string> loading)
    {
        var lines = new List<string>
        {
            "",
            "BabyNames is answering.",
            $"  Explorer  {url}/   (figures in the browser)",
            $"  Console   {url}/console   (for admins)",
        };
        if (keyFile is not null)
            lines.Add($"  Admin key {keyFile}   (store the key, then delete the file)");
        lines.AddRange([
            $"  GraphQL   {url}{Paths.GraphQL}   (schema: {url}{Paths.GraphQL}?sdl)",
            $"  OData     {url}{Paths.OData}   (paste into Excel or Power BI)",
            $"  Health    {url}{Paths.Health}",
            .. loading.Select(file => $"  Loading   {file}: takes about half a minute; until then there are no figures"),
            "",
        ]);
        // Spectre.Console would wrap and color the text.
        foreach (var line in lines)
            Console.WriteLine(line);
    }
}
