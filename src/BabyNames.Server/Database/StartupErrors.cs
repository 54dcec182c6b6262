using System.Collections.Concurrent;

namespace BabyNames.Server.Database;

/// <summary>Collects the errors of PostgreSQL when it does not start. They are on standard error until the log begins, then in the
/// log.</summary>
internal sealed class StartupErrors(string cluster)
{
    private const int MaxLines = 200;
    private static readonly string[] Severities = ["FATAL:", "PANIC:", "DETAIL:", "HINT:"];

    private readonly ConcurrentQueue<string> _standardError = new();

    /// <summary>Adds a line of standard error.</summary>
    public void Add(string? line)
    {
        if (line is null)
            return;
        _standardError.Enqueue(line);
        if (_standardError.Count > MaxLines)
            _standardError.TryDequeue(out _);
    }

    /// <summary>Returns a message with the reason and what the operator can do.</summary>
    public string Describe()
    {
        var lines = _standardError.Concat(Log()).Where(IsReason).Distinct().ToList();
        var reason = lines.Count > 0 ? string.Join(' ', lines.Select(FromSeverity)) : "PostgreSQL states no reason.";
        var advice =
            lines.Any(line => line.Contains("has invalid permissions", StringComparison.Ordinal))
                ? $"Run `chmod 700 {cluster}` and start the program again."
            : lines.Any(line => line.Contains("has wrong ownership", StringComparison.Ordinal))
                ? $"Run `chown -R` on {cluster} for the user that runs PostgreSQL, or set another Database:Path."
            : $"Its log is in {Path.Combine(cluster, "log")}.";
        return $"The private PostgreSQL did not start. {reason} {advice}";
    }

    /// <summary>Returns the lines of the log since this start. It returns none if PostgreSQL ended before it wrote to the log, because then
    /// the log has only lines of earlier starts.</summary>
    private IEnumerable<string> Log()
    {
        if (!_standardError.Any(line => line.Contains("redirecting log output to logging collector process", StringComparison.Ordinal)))
            return [];
        var folder = new DirectoryInfo(Path.Combine(cluster, "log"));
        if (!folder.Exists || folder.EnumerateFiles().MaxBy(file => file.LastWriteTimeUtc) is not { } newest)
            return [];
        var lines = File.ReadLines(newest.FullName).TakeLast(MaxLines).ToList();
        return lines.Skip(Math.Max(0, lines.FindLastIndex(line => line.Contains("starting PostgreSQL", StringComparison.Ordinal))));
    }

    private static bool IsReason(string line) =>
        Severities.Any(severity => line.Contains(severity, StringComparison.Ordinal))
        // The connection attempts of this process cause these lines.
        && !line.Contains("the database system is ", StringComparison.Ordinal);

    private static string FromSeverity(string line) =>
        line[Severities.Select(severity => line.IndexOf(severity, StringComparison.Ordinal)).Where(start => start >= 0).Min()..];
}
