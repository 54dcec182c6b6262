using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Telemetry;

/// <summary>The files of <c>deploy/monitoring</c> and their documentation.</summary>
internal static partial class MonitoringFiles
{
    /// <summary>Metrics that Prometheus adds.</summary>
    private static readonly string[] OfPrometheus = ["up"];

    public static string Alarms => Read("deploy/monitoring/alerts.yml");

    public static string AlarmTests => Read("deploy/monitoring/alerts-test.yml");

    public static string Page => Read("docs/monitoring.md");

    public static IEnumerable<string> DocumentedMetrics =>
        MetricRow().Matches(Page).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);

    /// <summary>The metrics in the expressions of the alarms and the dashboard.</summary>
    public static IEnumerable<string> UsedMetrics =>
        AlarmExpressions()
            .Concat(DashboardExpressions())
            .SelectMany(expression => Name().Matches(NotMetrics().Replace(expression, " ")).Select(match => match.Value))
            .Except(OfPrometheus)
            .Except(["unless", "min", "max", "sum"])
            .Distinct();

    private static IEnumerable<string> AlarmExpressions() => Expression().Matches(Alarms).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> DashboardExpressions() =>
        JsonDocument
            .Parse(Read("deploy/monitoring/grafana-dashboard.json"))
            .RootElement.GetProperty("panels")
            .EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Folder, path));

    /// <summary>An expression on the line of its key, or on the more indented lines after it.</summary>
    [GeneratedRegex(@"^        expr: (?:>-\n)?((?:.*\n)(?:          .*\n)*)", RegexOptions.Multiline)]
    private static partial Regex Expression();

    /// <summary>Labels with their values, ranges, labels of groups, and names of functions.</summary>
    [GeneratedRegex(@"\{[^}]*\}|\[\w+\]|\b(by|without|on|ignoring) \([^)]*\)|\b\w+(?= ?\()")]
    private static partial Regex NotMetrics();

    [GeneratedRegex(@"\b[a-z]\w*")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\| `(babynames_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();
}
