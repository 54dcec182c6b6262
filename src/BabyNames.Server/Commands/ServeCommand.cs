using System.CommandLine;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames serve</c>, and <c>babynames</c> alone.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Run the server until Ctrl+C. The default when no command is given.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((result, cancellationToken) => RunAsync([.. result.UnmatchedTokens], cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(string[] settings, CancellationToken cancellationToken)
    {
        await using var server = await Server.StartAsync(settings, cancellationToken);
        var firstRun = server.App.Services.GetRequiredService<Database.FirstRun>();
        var key = await firstRun.FirstKeyAsync(cancellationToken);
        Banner(server.App, key, await firstRun.LoadSamplesAsync(cancellationToken));
        await server.App.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static void Banner(WebApplication app, string? key, IReadOnlyList<string> loading)
    {
        var url = app.Urls.First().TrimEnd('/');
        var lines = new List<string>
        {
            "",
            "BabyNames is answering.",
            $"  Explorer  {url}/   (for people)",
            $"  Console   {url}/console   (for admins)",
            $"  GraphQL   {url}{Paths.GraphQL}   (schema: {url}{Paths.GraphQL}?sdl)",
            $"  OData     {url}{Paths.OData}   (paste into Excel or Power BI)",
            $"  Health    {url}{Paths.Health}",
        };
        if (key is not null)
            lines.Add($"  Admin key {key}   (shown this once; keep it)");
        lines.AddRange(loading.Select(file => $"  Loading   {file}: about half a minute, answers are empty until then"));
        lines.Add("");
        // Not by Spectre.Console, which wraps and colours text.
        foreach (var line in lines)
            Console.WriteLine(line);
    }
}
