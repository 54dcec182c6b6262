using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using BabyNames.Server.Health;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Telemetry;

/// <summary>Tests the alarms of <c>deploy/monitoring</c> with promtool, the test program of Prometheus.</summary>
public sealed class AlarmTests
{
    [Theory]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("test", "rules", "alerts-test.yml")]
    [InlineData("check", "config", "--syntax-only", "prometheus.yml")]
    public async Task Promtool_accepts_the_files(params string[] arguments)
    {
        var program = await RunAsync(Path.Combine(Repository.Folder, "scripts", "ensure-promtool.sh"));
        await RunAsync(program.Trim(), arguments);
    }

    [Fact]
    public void Each_alarm_is_documented_and_tested_and_says_what_to_do()
    {
        var alarms = Regex.Split(MonitoringFiles.Alarms, "^      - alert: ", RegexOptions.Multiline).Skip(1).ToList();
        var names = alarms.Select(alarm => alarm.Split('\n')[0]).ToList();
        Assert.NotEmpty(names);
        Assert.Equal(
            names,
            Regex.Matches(MonitoringFiles.Page, @"^\| `(BabyNames\w+)` \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value)
        );
        Assert.Equal(
            names.SelectMany(name => new[] { $"{name} fires", $"{name} does not fire" }),
            Regex.Matches(MonitoringFiles.AlarmTests, "^  - name: (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value)
        );
        Assert.All(
            alarms,
            alarm =>
                Assert.Matches(
                    @"severity: (critical|warning)[\s\S]*summary: [\s\S]*description: [\s\S]*runbook: docs/monitoring\.md#alarms",
                    alarm
                )
        );
    }

    /// <summary>The doctor and the alarms report the same problems.</summary>
    [Fact]
    public void The_alarms_have_the_thresholds_of_the_doctor()
    {
        Assert.All(
            [
                $"babynames_jobs_oldest_due_seconds) > {Thresholds.OldestDueJob.TotalSeconds}",
                $"babynames_storage_free_bytes) < {Thresholds.FreeBytes}",
                $"time() < {Thresholds.KeyEnd.TotalDays} * 86400",
                string.Create(CultureInfo.InvariantCulture, $"babynames_database_max_connections) > {Thresholds.Connections}"),
            ],
            text => Assert.Contains(text, MonitoringFiles.Alarms, StringComparison.Ordinal)
        );
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Path.Combine(Repository.Folder, "deploy", "monitoring"),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{output}{await error}");
        return output;
    }
}
