using System.Diagnostics.Metrics;

namespace BabyNames.Server.Telemetry;

/// <summary>Instruments of the product, besides those of its frameworks.</summary>
internal static class Instruments
{
    public const string MeterName = "BabyNames";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Rows of files that became live.</summary>
    public static readonly Counter<long> ImportedRows = Meter.CreateCounter<long>(
        "babynames.import.rows",
        "{row}",
        "Rows of files that became live."
    );

    /// <summary>Time from the start of a job until its rows are live.</summary>
    public static readonly Histogram<double> ImportDuration = Meter.CreateHistogram(
        "babynames.import.duration",
        "s",
        "From the beginning of a file until its rows are live.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 1_800] }
    );

    /// <summary>Refused requests, by error code.</summary>
    public static readonly Counter<long> RefusedRequests = Meter.CreateCounter<long>(
        "babynames.requests.refused",
        "{request}",
        "Requests refused by a limit."
    );
}
