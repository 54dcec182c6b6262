using System.CommandLine;
using BabyNames.Server.Configuration;
using BabyNames.Server.Hosting;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames serve</c>. <c>babynames</c> without a command is the same.</summary>
internal static class ServeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Run the server until Ctrl+C. This is the default command.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((result, cancellationToken) => RunAsync([.. result.UnmatchedTokens], cancellationToken));
        return command;
    }

    /// <summary>Runs the server until it is stopped.</summary>
    /// <param name="settings">Settings in the form <c>--Section:Name value</c>.</param>
    public static async Task<int> RunAsync(string[] settings, CancellationToken cancellationToken)
    {
        await using var server = await Server.StartAsync(settings, cancellationToken);
        var firstRun = server.App.Services.GetRequiredService<Database.FirstRun>();
        var key = await firstRun.FirstKeyAsync(cancellationToken);
        PrintBanner(server.App, key, await firstRun.LoadSamplesAsync(cancellationToken));
        await server.App.Services.GetRequiredService<Shutdown>().WaitAsync(cancellationToken);
        return 0;
    }

    private static void PrintBanner(WebApplication app, string? key, IReadOnlyList<string> loading)
    {
        var url = app.Urls.First().TrimEnd('/');
        var lines = new List<string>
        {
            "",
            "BabyNames is answering.",
            $"  Explorer  {url}/   (figures in the browser)",
            $"  Console   {url}/console   (for admins)",
            $"  GraphQL   {url}{Paths.GraphQL}   (schema: {url}{Paths.GraphQL}?sdl)",
            $"  OData     {url}{Paths.OData}   (paste into Excel or Power BI)",
            $"  Health    {url}{Paths.Health}",
        };
        if (key is not null)
            lines.Add($"  Admin key {key}   (not shown again; store it)");
        lines.AddRange(loading.Select(file => $"  Loading   {file}: takes about half a minute; until then there are no figures"));
        lines.Add("");
        // Spectre.Console would wrap and color the text.
        foreach (var line in lines)
            Console.WriteLine(line);
    }
}
