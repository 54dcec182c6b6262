using System.CommandLine;
using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames migrate down N</c>. It requires a confirmation if data would be deleted.</summary>
internal static class MigrateDownCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var count = new Argument<int>("N")
        {
            Description = "Number of migrations to undo, newest first. The data of their tables and columns are deleted.",
        };
        var yes = new Option<bool>("--yes") { Description = "Delete data without a confirmation, for scripts." };
        var force = new Option<bool>("--force") { Description = "Migrate although servers use the database." };
        var down = new Command("down", "Undo the last N migrations.") { count, yes, force };
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
            RequireConfirmation(losses);
        MigrateCommand.Print(await migrator.DownAsync(count, cancellationToken, besideServers: force), "There is no migration to undo.");
    }

    /// <exception cref="MigrationException">The user did not confirm, or there is no terminal.</exception>
    private static void RequireConfirmation(IReadOnlyList<DataLoss> losses)
    {
        Console.Error.WriteLine("This permanently deletes:");
        foreach (var loss in losses)
            Console.Error.WriteLine($"  {loss}");
        Confirmation.Require("Is there a backup?", "Back up the database (pg_dump), then pass --yes to delete these rows.");
    }
}
