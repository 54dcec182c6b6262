using System.CommandLine;
using System.Globalization;
using BabyNames.Data;
using BabyNames.Data.Migrations;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames partition</c> and <c>babynames partition undo</c>. Both ask before they copy the rows.</summary>
internal static class PartitionCommand
{
    private static readonly string[] _units = ["bytes", "kB", "MB", "GB", "TB"];

    public static Command Create()
    {
        var undoYes = CreateYes();
        var undo = new Command("undo", "Make one table of the partitions again.") { undoYes };
        undo.SetAction(
            (result, cancellationToken) =>
                WithPartitionsAsync(partitions => UndoAsync(partitions, result.GetValue(undoYes), cancellationToken), cancellationToken)
        );
        var yes = CreateYes();
        var partition = new Command(
            "partition",
            "Keep the rows of each country in a partition of their own, for more than 50 million rows. Again: also those of new countries."
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

    private static Option<bool> CreateYes() => new("--yes") { Description = "Copy the rows without asking, for scripts." };

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
        Announce(plan, $"of {plan.Parts.Count:N0} countries to partitions", yes);
        await partitions.PartitionAsync(Console.WriteLine, cancellationToken);
        Console.WriteLine("Done. `babynames partition undo` is the way back.");
    }

    private static async Task UndoAsync(NamePartitions partitions, bool yes, CancellationToken cancellationToken)
    {
        if (await partitions.PlanUndoAsync(cancellationToken) is not { } plan)
        {
            Console.WriteLine("There are no partitions.");
            return;
        }
        Announce(plan, $"of {plan.Parts.Count:N0} partitions to one table", yes);
        await partitions.UndoAsync(Console.WriteLine, cancellationToken);
        Console.WriteLine("Done.");
    }

    /// <exception cref="MigrationException">The answer is no, or there is no terminal.</exception>
    private static void Announce(NamesCopy plan, string what, bool yes)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"This copies {plan.Rows:N0} rows {what}, which needs some {Size(plan.Bytes)} of disk beside what is there."
            )
        );
        Console.WriteLine("Meanwhile loads wait, and deletions and restorations are refused (BN215). Readers wait only for the moment in");
        Console.WriteLine("which the tables are exchanged.");
        if (!yes)
            Confirmation.Ask("Is there so much room?", "Pass --yes to copy these rows.");
    }

    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < _units.Length - 1; unit++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {_units[unit]}");
    }
}
