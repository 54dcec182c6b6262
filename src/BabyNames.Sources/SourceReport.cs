namespace BabyNames.Sources;

/// <summary>A doubt about a file: what was repaired, or kept although it looks wrong.</summary>
/// <param name="Count">Rows that it is about.</param>
/// <param name="Examples">The first few, as text.</param>
public sealed record SourceWarning(string Code, string Reason, int Count, IReadOnlyList<string> Examples);

/// <summary>What a parser found wrong. Every fault is counted, the first 100 are kept.</summary>
public sealed class SourceReport
{
    private const int ErrorsKept = 100;
    private const int ExamplesKept = 5;

    private readonly List<SourceError> _errors = [];
    private readonly Dictionary<string, (string Reason, int Count, List<string> Examples)> _warnings = [];

    public int ErrorCount { get; private set; }

    public IReadOnlyList<SourceError> Errors => _errors;

    public IReadOnlyList<SourceWarning> Warnings =>
        [.. _warnings.Select(w => new SourceWarning(w.Key, w.Value.Reason, w.Value.Count, w.Value.Examples))];

    public void Add(SourceError error)
    {
        ErrorCount++;
        if (_errors.Count < ErrorsKept)
            _errors.Add(error);
    }

    public void Warn(string code, string reason, string example)
    {
        var (_, count, examples) = _warnings.GetValueOrDefault(code, (reason, 0, []));
        if (examples.Count < ExamplesKept)
            examples.Add(SourceError.Printable(example));
        _warnings[code] = (reason, count + 1, examples);
    }
}
