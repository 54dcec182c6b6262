using System.CommandLine;
using System.Text.Json;
using BabyNames.Server.Configuration;
using BabyNames.Server.Health;
using BabyNames.Server.Hosting;
using Npgsql;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames doctor</c>.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of lines." };
        var command = new Command(
            "doctor",
            "Check settings, database, schema, grants, job queue, statistics, storage and keys, and print what is wrong and what to do. "
                + "The exit code is 1 if something is wrong. Servers may run."
        )
        {
            json,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                var findings = await ExamineAsync(cancellationToken);
                if (result.GetValue(json))
                    Console.WriteLine(
                        JsonSerializer.Serialize(new { problems = findings.Count(finding => finding.IsProblem), checks = findings }, Json)
                    );
                else
                    Print(findings);
                return findings.Any(finding => finding.IsProblem) ? 1 : 0;
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> unsafeSettings = [];
        try
        {
            await using var host = await CommandHost.OpenAsync(
                cancellationToken,
                builder =>
                {
                    CommandHost.RequireDatabase(builder.Configuration);
                    // The findings have the reasons.
                    builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
                    unsafeSettings = UnsafeSettings.Find(builder);
                    builder.AddReadiness();
                    builder.Services.AddSingleton<DatabaseStateReader>().AddSingleton<Doctor>();
                }
            );
            return
            [
                .. unsafeSettings
                    .Select(setting => Finding.Problem("settings", setting, "The server does not start before it is corrected."))
                    .DefaultIfEmpty(Finding.Good("settings", "The settings are valid")),
                .. await host.Services.GetRequiredService<Doctor>().ExamineAsync(cancellationToken),
            ];
        }
        catch (StartupException exception)
        {
            return [Finding.Problem("start", exception.Message, "A server cannot start either. Correct the cause.")];
        }
        catch (NpgsqlException exception)
        {
            return [Finding.Problem("database", exception.Message, "Check that PostgreSQL runs and accepts connections.")];
        }
    }

    private static void Print(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Console.WriteLine($"{(finding.IsProblem ? "PROBLEM" : "ok"), -8} {finding.Check, -11} {finding.Text}");
            if (finding.Action is { } action)
                Console.WriteLine($"{"", 20} {action}");
        }
    }
}
