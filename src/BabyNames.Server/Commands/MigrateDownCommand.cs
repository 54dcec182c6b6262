using System.CommandLine;
using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames migrate down N</c>. Asks before it deletes rows.</summary>
internal static class MigrateDownCommand
{
    public static Command Create()
    {
        var count = new Argument<int>("N") { Description = "How many files to take back, newest first. What they hold is lost." };
        var yes = new Option<bool>("--yes") { Description = "Delete rows without asking, for scripts." };
        var force = new Option<bool>("--force") { Description = "Go on while servers use the database." };
        var down = new Command("down", "Take back the last N files.") { count, yes, force };
        down.SetAction(
            (result, cancellationToken) =>
                MigrateCommand.WithMigratorAsync(
                    migrator => RunAsync(migrator, result.GetValue(count), result.GetValue(yes), result.GetValue(force), cancellationToken),
                    cancellationToken
                )
        );
        return down;
    }

    private static async Task RunAsync(SchemaMigrator migrator, int count, bool yes, bool force, CancellationToken cancellationToken)
    {
        if (!force)
            await migrator.RefuseIfServersRunAsync(cancellationToken);
        var losses = await migrator.LossesAsync(count, cancellationToken);
        if (losses.Count > 0 && !yes)
            Ask(losses);
        MigrateCommand.Print(await migrator.DownAsync(count, cancellationToken, besideServers: force), "There was nothing to take back.");
    }

    /// <exception cref="MigrationException">The answer is no, or there is no terminal.</exception>
    private static void Ask(IReadOnlyList<DataLoss> losses)
    {
        Console.Error.WriteLine("This deletes for good:");
        foreach (var loss in losses)
            Console.Error.WriteLine($"  {loss}");
        Confirmation.Ask("Is there a backup?", "Back up the database (pg_dump), then pass --yes to delete these rows.");
    }
}
