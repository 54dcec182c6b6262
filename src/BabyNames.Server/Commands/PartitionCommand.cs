using System.CommandLine;
using System.Globalization;
using BabyNames.Data;
using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames partition</c> and <c>babynames partition undo</c>. Both require a confirmation before they copy the
/// rows.</summary>
internal static class PartitionCommand
{
    private static readonly string[] _units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var undoYes = CreateYes();
        var undo = new Command("undo", "Merge the partitions to one table.") { undoYes };
        undo.SetAction(
            (result, cancellationToken) =>
                WithPartitionsAsync(partitions => UndoAsync(partitions, result.GetValue(undoYes), cancellationToken), cancellationToken)
        );
        var yes = CreateYes();
        var partition = new Command(
            "partition",
            "Store the rows of each country in a separate partition, for more than 50 million rows. Run it again to create partitions "
                + "for new countries."
        )
        {
            yes,
            undo,
        };
        partition.SetAction(
            (result, cancellationToken) =>
                WithPartitionsAsync(partitions => PartitionAsync(partitions, result.GetValue(yes), cancellationToken), cancellationToken)
        );
        return partition;
    }

    private static Option<bool> CreateYes() => new("--yes") { Description = "Copy the rows without a confirmation, for scripts." };

    private static async Task<int> WithPartitionsAsync(Func<NamePartitions, Task> work, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.Services.GetRequiredService<Database.FirstRun>().PrepareSchemaAsync(cancellationToken);
        await work(new(host.Services.GetRequiredService<Databases>().Owner));
        return 0;
    }

    private static async Task PartitionAsync(NamePartitions partitions, bool yes, CancellationToken cancellationToken)
    {
        if (await partitions.PlanAsync(cancellationToken) is not { } plan)
        {
            Console.WriteLine("Each country with rows has a partition.");
            return;
        }
        RequireConfirmation(plan, $"of {plan.Parts.Count:N0} countries to partitions", yes);
        await partitions.PartitionAsync(Console.WriteLine, cancellationToken);
        Console.WriteLine("Done. `babynames partition undo` merges the partitions again.");
    }

    private static async Task UndoAsync(NamePartitions partitions, bool yes, CancellationToken cancellationToken)
    {
        if (await partitions.PlanUndoAsync(cancellationToken) is not { } plan)
        {
            Console.WriteLine("There are no partitions.");
            return;
        }
        RequireConfirmation(plan, $"of {plan.Parts.Count:N0} partitions to one table", yes);
        await partitions.UndoAsync(Console.WriteLine, cancellationToken);
        Console.WriteLine("Done.");
    }

    /// <summary>Prints the plan and requires a confirmation unless <paramref name="yes"/> is set.</summary>
    /// <exception cref="MigrationException">The user did not confirm, or there is no terminal.</exception>
    private static void RequireConfirmation(NamesCopy plan, string target, bool yes)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"This copies {plan.Rows:N0} rows {target}, which needs about {Size(plan.Bytes)} of additional disk space."
            )
        );
        Console.WriteLine("During the copy, loads wait, and deletions and restores are refused (BN215). Readers wait only for the moment");
        Console.WriteLine("in which the tables are exchanged.");
        if (!yes)
            Confirmation.Require("Is there enough disk space?", "Pass --yes to copy these rows.");
    }

    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < _units.Length - 1; unit++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {_units[unit]}");
    }
}
