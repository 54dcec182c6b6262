namespace BabyNames.Server.Datasets;

/// <summary>Progress of an import. The import writes it, and the heartbeats read it on another thread.</summary>
internal sealed class ImportProgress
{
    private volatile Func<long>? _rows;
    private volatile Func<double>? _share;
    private volatile string _phase = "reading";

    /// <summary><c>reading</c> or <c>merging</c>.</summary>
    public string Phase => _phase;

    /// <summary>Number of rows read.</summary>
    public long Rows => _rows?.Invoke() ?? 0;

    /// <summary>Estimated number of rows of the file, by the share of the file that was read; null while the share is at most 1
    /// %.</summary>
    public long? RowsExpected => _share?.Invoke() is > 0.01 and var share ? (long)(Rows / share) : null;

    /// <summary>Begins the phase <c>reading</c>.</summary>
    /// <param name="rows">Returns the number of rows read.</param>
    /// <param name="share">Returns the share of the file that was read, 0 to 1.</param>
    public void Begin(Func<long> rows, Func<double> share) => (_rows, _share) = (rows, share);

    /// <summary>Begins the phase <c>merging</c>.</summary>
    public void Merge() => (_phase, _share) = ("merging", () => 1);
}
