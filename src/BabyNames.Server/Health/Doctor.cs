using System.Globalization;
using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.Data.Migrations;
using BabyNames.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BabyNames.Server.Health;

/// <summary>Checks a database, its storage and its keys for an operator. It reads the same values as the readiness checks and the
/// metrics.</summary>
internal sealed class Doctor(
    HealthCheckService checks,
    DatabaseStateReader reader,
    ApiKeyStore keys,
    DatasetStorage storage,
    Databases databases,
    IDbContextFactory<BabyNamesDbContext> contexts,
    TimeProvider clock
)
{
    private const int MaxFailedJobs = 5;

    /// <summary>Time in which a server that is not refreshing begins a refresh that is due.</summary>
    private static readonly TimeSpan RefreshStart = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RefreshPollInterval = TimeSpan.FromSeconds(1);

    /// <summary>What to do if a readiness check of this process fails. The checks of workers and of the refresh belong to a server, and
    /// <see cref="QueueAsync"/> and <see cref="RefreshAsync"/> replace them.</summary>
    private static readonly Dictionary<string, string> Actions = new()
    {
        ["database"] = "Start PostgreSQL, or check ConnectionStrings__BabyNames.",
        ["schema"] = "Run `babynames migrate version`, then `babynames migrate up`.",
        ["storage"] = "Give the user of the server write access to Storage:Path, and free space on its disk.",
    };

    /// <summary>Runs all checks. Without a database only the checks that do not need it are run.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => Actions.ContainsKey(check.Name), cancellationToken);
        // Missing privileges are a finding of their own, with the statements.
        var findings = report
            .Entries.Where(entry => entry.Value is { Status: not HealthStatus.Healthy, Description: not SchemaCheck.LacksPrivileges })
            .Select(entry => Finding.Problem(entry.Key, $"{entry.Value.Description}", Actions[entry.Key]))
            .ToList();
        if (report.Entries["storage"].Status == HealthStatus.Healthy)
            findings.Add(Room());
        if (findings.Exists(finding => finding.IsProblem && finding.Check is "database" or "schema"))
            return findings;
        var state = await reader.ReadAsync(cancellationToken);
        findings.Add(await ConnectionsAsync(state, cancellationToken));
        findings.Add(await GrantsAsync(cancellationToken));
        findings.AddRange(await QueueAsync(state.Queue, cancellationToken));
        findings.Add(await RefreshAsync(state, cancellationToken));
        findings.AddRange(await KeysAsync(state, cancellationToken));
        return findings;
    }

    private Finding Room()
    {
        var free = storage.FreeBytes();
        var text = Text($"Storage:Path is writable and has {free / (double)(1 << 30):N1} GiB of free space");
        return free >= Thresholds.FreeBytes
            ? Finding.Good("storage", text)
            : Finding.Problem("storage", text, "Free space on the disk, or move Storage:Path to a larger one. Loads and uploads need it.");
    }

    private async Task<Finding> ConnectionsAsync(DatabaseState state, CancellationToken cancellationToken)
    {
        await using var command = databases.PrimaryReader.CreateCommand("SHOW server_version");
        var version = await command.ExecuteScalarAsync(cancellationToken);
        var text = $"PostgreSQL {version}; {state.Connections} of {state.MaxConnections} connections are in use";
        return state.Connections < Thresholds.Connections * state.MaxConnections
            ? Finding.Good("database", text)
            : Finding.Problem("database", text, "Raise max_connections of PostgreSQL, or run fewer servers or other clients.");
    }

    private async Task<Finding> GrantsAsync(CancellationToken cancellationToken)
    {
        var missing = await new SchemaMigrator(databases.Owner).MissingGrantsAsync(cancellationToken);
        return missing.Count == 0
            ? Finding.Good("grants", "The roles have their privileges")
            : Finding.Problem(
                "grants",
                $"Privileges are missing, as after restoring a dump: {string.Join("; ", missing)}",
                "Run `babynames migrate up` as the owner of the tables."
            );
    }

    private async Task<IEnumerable<Finding>> QueueAsync(JobQueueHealth queue, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (queue.OldestDueSeconds > (decimal)Thresholds.OldestDueJob.TotalSeconds)
            findings.Add(
                Finding.Problem(
                    "queue",
                    Text($"{queue.Due} jobs are due, the oldest for {queue.OldestDueSeconds:N0} s, and no worker claims them"),
                    "Start a server with Jobs:Enabled. If one runs, check its log messages 605, and 1301 with the check queue."
                )
            );
        if (queue.ExpiredLeases > 0)
            findings.Add(
                Finding.Problem(
                    "queue",
                    $"{queue.ExpiredLeases} running jobs have a worker that sends no heartbeat",
                    "Start a server with Jobs:Enabled. It queues the jobs again."
                )
            );
        if (queue.FailedLast24Hours > 0)
            findings.AddRange(await FailedJobsAsync(cancellationToken));
        return findings.Count > 0 ? findings : [Finding.Good("queue", $"{queue.Queued} jobs are queued and {queue.Running} run")];
    }

    private async Task<IEnumerable<Finding>> FailedJobsAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.QueryAsync(
            $"""
            SELECT id, COALESCE((SELECT filename FROM datasets WHERE id = dataset_id), 'no file'), COALESCE(last_error, 'unknown reason')
            FROM jobs WHERE {JobQueueHealthQuestion.HasFailed} ORDER BY completed_at DESC, id LIMIT $2
            """,
            row =>
                Finding.Problem(
                    "queue",
                    $"Job {row.GetGuid(0)} of {row.GetString(1)} failed in the last 24 hours: {row.GetString(2)}",
                    "Correct the file or its arguments, or the cause in storage or database. Then upload or reprocess it."
                ),
            cancellationToken,
            JobQueueHealthQuestion.CancelledPattern,
            MaxFailedJobs
        );
    }

    /// <summary>Waits for a moment if a refresh is due, because a server begins it within seconds.</summary>
    private async Task<Finding> RefreshAsync(DatabaseState state, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        var seen = state;
        while (seen is { IsRefreshDue: true, IsRefreshing: false } && seen.DataVersion == state.DataVersion)
        {
            if (clock.GetElapsedTime(startedAt) > RefreshStart)
                return Finding.Problem(
                    "statistics",
                    "Rows have changed, and no server refreshes the statistics",
                    "Start a server with Jobs:Enabled. If one runs, read its log message 1301 with the check statistics."
                );
            await Task.Delay(RefreshPollInterval, clock, cancellationToken);
            seen = await reader.ReadAsync(cancellationToken);
        }
        var refreshed = seen.RefreshedAt is { } time ? $", refreshed {time.UtcDateTime:u}" : "";
        return Finding.Good("statistics", $"Data version {seen.DataVersion}{refreshed}{(seen.IsRefreshing ? "; a refresh runs" : "")}");
    }

    private async Task<IEnumerable<Finding>> KeysAsync(DatabaseState state, CancellationToken cancellationToken)
    {
        var findings = state
            .EndingKeys.Where(key => key.ExpiresAt - clock.GetUtcNow() < Thresholds.KeyEnd)
            .Select(key =>
                Finding.Problem(
                    "keys",
                    $"Key {key.KeyId} ({key.Name}, {key.Role}) ends {key.ExpiresAt!.Value.UtcDateTime:u}, and no other key replaces it",
                    $"Run `babynames keys rotate {key.KeyId} --expires TIME` and give the new key to its owner."
                )
            )
            .ToList();
        if (!await keys.HasAdminAsync(cancellationToken))
            findings.Add(Finding.Problem("keys", "There is no usable admin key", "Run `babynames keys create --name NAME --role admin`."));
        return findings.Count > 0 ? findings : [Finding.Good("keys", "An admin key is usable, and no key ends soon")];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
