using System.CommandLine;
using BabyNames.Data;
using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames migrate up | down N | version | force N</c>.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var up = new Command("up", "Apply every file that the database lacks.");
        up.SetAction(
            (_, cancellationToken) =>
                WithMigratorAsync(
                    async migrator => Print(await migrator.UpAsync(cancellationToken), "The database is up to date."),
                    cancellationToken
                )
        );

        var version = new Command("version", "Print the database's version.");
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

        var target = new Argument<long>("N") { Description = "The version that the database is really at; 0 for an empty one." };
        var force = new Command("force", "Declare the database to be at version N and clean, after mending it by hand. Runs no file.")
        {
            target,
        };
        force.SetAction(
            (result, cancellationToken) =>
                WithMigratorAsync(migrator => migrator.ForceAsync(result.GetValue(target), cancellationToken), cancellationToken)
        );

        return new Command("migrate", "Bring the database's schema to a version.") { up, MigrateDownCommand.Create(), version, force };
    }

    public static async Task<int> WithMigratorAsync(Func<SchemaMigrator, Task> work, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await work(new(host.Services.GetRequiredService<Databases>().Owner));
        return 0;
    }

    public static void Print(IReadOnlyList<string> applied, string none)
    {
        foreach (var file in applied.DefaultIfEmpty(none))
            Console.WriteLine(file);
    }
}
