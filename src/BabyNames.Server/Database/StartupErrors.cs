using System.Collections.Concurrent;

namespace BabyNames.Server.Database;

/// <summary>The errors of PostgreSQL when it does not start: from standard error until its log begins, then from the log.</summary>
internal sealed class StartupErrors(string cluster)
{
    private const int LongestTail = 200;
    private static readonly string[] Severities = ["FATAL:", "PANIC:", "DETAIL:", "HINT:"];

    private readonly ConcurrentQueue<string> _standardError = new();

    public void Add(string? line)
    {
        if (line is null)
            return;
        _standardError.Enqueue(line);
        if (_standardError.Count > LongestTail)
            _standardError.TryDequeue(out _);
    }

    /// <summary>Says what happened and what to do.</summary>
    public string Describe()
    {
        var lines = _standardError.Concat(Log()).Where(IsReason).Distinct().ToList();
        var reason = lines.Count > 0 ? string.Join(' ', lines.Select(FromSeverity)) : "It gives no reason.";
        var advice =
            lines.Any(line => line.Contains("has invalid permissions", StringComparison.Ordinal))
                ? $"Run `chmod 700 {cluster}` and start again."
            : lines.Any(line => line.Contains("has wrong ownership", StringComparison.Ordinal))
                ? $"Run `chown -R` on {cluster} for the user that runs PostgreSQL, or set another Database:Path."
            : $"Its log is in {Path.Combine(cluster, "log")}.";
        return $"The private PostgreSQL did not start. {reason} {advice}";
    }

    /// <summary>The log lines of this start; none if it ended before its log began, when the log has those of the start before.</summary>
    private IEnumerable<string> Log()
    {
        if (!_standardError.Any(line => line.Contains("redirecting log output to logging collector process", StringComparison.Ordinal)))
            return [];
        var folder = new DirectoryInfo(Path.Combine(cluster, "log"));
        if (!folder.Exists || folder.EnumerateFiles().MaxBy(file => file.LastWriteTimeUtc) is not { } newest)
            return [];
        var lines = File.ReadLines(newest.FullName).TakeLast(LongestTail).ToList();
        return lines.Skip(Math.Max(0, lines.FindLastIndex(line => line.Contains("starting PostgreSQL", StringComparison.Ordinal))));
    }

    private static bool IsReason(string line) =>
        Severities.Any(severity => line.Contains(severity, StringComparison.Ordinal))
        // Caused by this process's own attempts to connect.
        && !line.Contains("the database system is ", StringComparison.Ordinal);

    private static string FromSeverity(string line) =>
        line[Severities.Select(severity => line.IndexOf(severity, StringComparison.Ordinal)).Where(start => start >= 0).Min()..];
}
