using System.Diagnostics.Tracing;
using System.Text.RegularExpressions;

namespace BabyNames.Server.Tests.Support;

/// <summary>Reads every line that the servers of a test run log at the level of a production server. No line may contain an API key. Lines
/// with a key are appended to the file that BABYNAMES_TEST_LEAKS names; <c>test.sh</c> checks this file at the end.</summary>
internal sealed partial class LogLines : EventListener
{
    private const EventKeywords FormattedMessage = (EventKeywords)4;

    private static int _count;

    private static string? Leaks => Environment.GetEnvironmentVariable("BABYNAMES_TEST_LEAKS");

    /// <summary>The settings of a server whose log lines are read.</summary>
    public static string[] Settings { get; } = ["--Logging:EventSource:LogLevel:Default", "Information"];

    /// <summary>The listener. It exists until the process ends.</summary>
    public static LogLines Instance { get; } = new();

    /// <summary>The number of lines that were read.</summary>
    public static int Count => Volatile.Read(ref _count);

    /// <summary>The lines that contain an API key.</summary>
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
