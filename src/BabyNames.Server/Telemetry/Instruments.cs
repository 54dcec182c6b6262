using System.Diagnostics.Metrics;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Telemetry;

/// <summary>OpenTelemetry instruments of the server. The frameworks that it uses have their own.</summary>
internal static class Instruments
{
    public const string MeterName = "BabyNames";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Number of rows of files that became live.</summary>
    public static readonly Counter<long> ImportedRows = Meter.CreateCounter<long>(
        "babynames.import.rows",
        "{row}",
        "Number of rows of files that became live."
    );

    /// <summary>Time from the start of a job until its rows are live.</summary>
    public static readonly Histogram<double> ImportDuration = Meter.CreateHistogram(
        "babynames.import.duration",
        "s",
        "Time from the start of a job until its rows are live.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 1_800] }
    );

    /// <summary>Number of requests that a limit refused, by error code.</summary>
    public static readonly Counter<long> RefusedRequests = Meter.CreateCounter<long>(
        "babynames.requests.refused",
        "{request}",
        "Number of requests that a limit refused."
    );

    /// <summary>Gives the counters the value 0. Otherwise Prometheus would not notice their first increase.</summary>
    public static void Initialize()
    {
        ImportedRows.Add(0);
        foreach (var code in (string[])[ErrorCodes.TooManyRequests, ErrorCodes.Unavailable])
            RefusedRequests.Add(0, KeyValuePair.Create<string, object?>("code", code));
    }
}
