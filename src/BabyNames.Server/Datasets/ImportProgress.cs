namespace BabyNames.Server.Datasets;

/// <summary>Progress of an import. Written by the import, read by its heartbeats.</summary>
internal sealed class ImportProgress
{
    private volatile Func<long>? _rows;
    private volatile Func<double>? _share;
    private volatile string _phase = "reading";

    public string Phase => _phase;

    public long Rows => _rows?.Invoke() ?? 0;

    /// <summary>Estimate of all rows by the part of the file read so far; null if there is none yet.</summary>
    public long? RowsExpected => _share?.Invoke() is > 0.01 and var share ? (long)(Rows / share) : null;

    public void Begin(Func<long> rows, Func<double> share) => (_rows, _share) = (rows, share);

    public void Merge() => (_phase, _share) = ("merging", () => 1);
}
