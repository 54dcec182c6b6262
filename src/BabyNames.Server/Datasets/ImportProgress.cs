namespace BabyNames.Server.Datasets;

/// <summary>How far an import is. Written by the import, read by whoever renews its lease.</summary>
internal sealed class ImportProgress
{
    private volatile Func<long>? _rows;
    private volatile Func<double>? _share;
    private volatile string _phase = "reading";

    public string Phase => _phase;

    public long Rows => _rows?.Invoke() ?? 0;

    /// <summary>Estimate from the share of the file read so far; null before there is one.</summary>
    public long? RowsExpected => _share?.Invoke() is > 0.01 and var share ? (long)(Rows / share) : null;

    public void Begin(Func<long> rows, Func<double> share) => (_rows, _share) = (rows, share);

    public void Merge() => (_phase, _share) = ("merging", () => 1);
}
