using System.CommandLine;
using BabyNames.Data;
using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames migrate up | down N | version | force N</c>.</summary>
internal static class MigrateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var up = new Command("up", "Apply all migration files that the database does not have.");
        up.SetAction(
            (_, cancellationToken) =>
                WithMigratorAsync(
                    async migrator => Print(await migrator.UpAsync(cancellationToken), "The database is up to date."),
                    cancellationToken
                )
        );

        var version = new Command("version", "Print the version of the database.");
        version.SetAction(
            (_, cancellationToken) =>
                WithMigratorAsync(
                    async migrator =>
                    {
                        var (at, dirty) = await migrator.VersionAsync(cancellationToken);
                        Console.WriteLine($"{at}{(dirty ? " (dirty)" : "")} of {migrator.LatestVersion}");
                    },
                    cancellationToken
                )
        );

        var target = new Argument<long>("N") { Description = "Actual version of the database; 0 for an empty database." };
        var force = new Command(
            "force",
            "Set the version of the database to N and mark it as clean, after it was fixed by hand. Applies no file."
        )
        {
            target,
        };
        force.SetAction(
            (result, cancellationToken) =>
                WithMigratorAsync(migrator => migrator.ForceAsync(result.GetValue(target), cancellationToken), cancellationToken)
        );

        return new Command("migrate", "Migrate the schema of the database.") { up, MigrateDownCommand.Create(), version, force };
    }

    /// <summary>Runs an action with the migrator of the configured database.</summary>
    public static async Task<int> WithMigratorAsync(Func<SchemaMigrator, Task> work, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await work(new(host.Services.GetRequiredService<Databases>().Owner));
        return 0;
    }

    /// <summary>Prints the names of applied files.</summary>
    /// <param name="none">The text if no file was applied.</param>
    public static void Print(IReadOnlyList<string> applied, string none)
    {
        foreach (var file in applied.DefaultIfEmpty(none))
            Console.WriteLine(file);
    }
}
