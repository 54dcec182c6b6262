using System.CommandLine;
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
        var keyFile = await firstRun.FirstKeyAsync(cancellationToken);
        Banner.Write(server.App, keyFile, await firstRun.LoadSamplesAsync(cancellationToken));
        await server.App.Services.GetRequiredService<Shutdown>().WaitAsync(cancellationToken);
        // Without a request to stop, a service has failed. A service manager starts the server again.
        return cancellationToken.IsCancellationRequested ? 0 : 1;
    }
}
