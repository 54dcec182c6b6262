using System.Diagnostics.Tracing;
using System.Text.RegularExpressions;

namespace BabyNames.Server.Tests.Support;

/// <summary>Reads every line that the servers of a run log, at the level of a server in earnest: none may have a key in it.
/// <c>test.sh</c> looks into <see cref="Leaks"/> at the end; a file named by BABYNAMES_TEST_LEAKS.</summary>
internal sealed partial class LogLines : EventListener
{
    private const EventKeywords FormattedMessage = (EventKeywords)4;

    private static int _count;

    private static string? Leaks => Environment.GetEnvironmentVariable("BABYNAMES_TEST_LEAKS");

    /// <summary>Settings of a server whose lines are read.</summary>
    public static string[] Settings { get; } = ["--Logging:EventSource:LogLevel:Default", "Information"];

    /// <summary>For as long as the process runs.</summary>
    public static LogLines Instance { get; } = new();

    /// <summary>Lines read so far.</summary>
    public static int Count => Volatile.Read(ref _count);

    /// <summary>Of those with a key in them.</summary>
    public static System.Collections.Concurrent.ConcurrentQueue<string> WithKey { get; } = new();

    public static bool HasKey(string line) => Key().IsMatch(line);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Extensions-Logging")
            EnableEvents(eventSource, EventLevel.Informational, FormattedMessage);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName != "FormattedMessage" || eventData.Payload is not { } values)
            return;
        Interlocked.Increment(ref _count);
        var line = string.Join(' ', values);
        if (!HasKey(line))
            return;
        WithKey.Enqueue(line);
        if (Leaks is { Length: > 0 } file)
        {
            lock (WithKey)
                File.AppendAllText(file, line + Environment.NewLine);
        }
    }

    [GeneratedRegex("bn_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}")]
    private static partial Regex Key();
}
