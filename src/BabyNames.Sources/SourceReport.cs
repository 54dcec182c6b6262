namespace BabyNames.Sources;

/// <summary>A warning about a file: text that the parser repaired, or stored although it is probably wrong.</summary>
/// <param name="Code">Stable code, one of <see cref="SourceCodes"/>.</param>
/// <param name="Reason">What the parser found and did. Lower case, without a full stop.</param>
/// <param name="Count">Number of rows that the warning is about.</param>
/// <param name="Examples">The first rows as text, at most 5.</param>
public sealed record SourceWarning(string Code, string Reason, int Count, IReadOnlyList<string> Examples);

/// <summary>Collects the errors and warnings of one file. It counts every error and stores the first 100.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class SourceReport
{
    private const int MaxErrors = 100;
    private const int MaxExamples = 5;

    private readonly List<SourceError> _errors = [];
    private readonly Dictionary<string, (string Reason, int Count, List<string> Examples)> _warnings = [];

    /// <summary>Number of all errors, including those that are not stored.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>The first 100 errors, in the order of the file.</summary>
    public IReadOnlyList<SourceError> Errors => _errors;

    /// <summary>One warning for each code.</summary>
    public IReadOnlyList<SourceWarning> Warnings =>
        [.. _warnings.Select(warning => new SourceWarning(warning.Key, warning.Value.Reason, warning.Value.Count, warning.Value.Examples))];

    /// <summary>Counts an error, and stores it if it is among the first 100.</summary>
    public void Add(SourceError error)
    {
        ErrorCount++;
        if (_errors.Count < MaxErrors)
            _errors.Add(error);
    }

    /// <summary>Counts a warning under its code. The reason of the first warning of a code is the one that is reported.</summary>
    /// <param name="code">One of <see cref="SourceCodes"/>.</param>
    /// <param name="reason">What the parser found and did.</param>
    /// <param name="example">The row as text. The first 5 are stored, with control characters escaped.</param>
    public void Warn(string code, string reason, string example)
    {
        var (_, count, examples) = _warnings.GetValueOrDefault(code, (reason, 0, []));
        if (examples.Count < MaxExamples)
            examples.Add(SourceError.Printable(example));
        _warnings[code] = (reason, count + 1, examples);
    }
}
