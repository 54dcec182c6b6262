namespace BabyNames.Sources;

/// <summary>A file cannot be read at all. Faults of single rows are reported instead, see <see cref="SourceReport"/>.
/// Not thrown for faults of the machine: those are <see cref="IOException"/>s.</summary>
public sealed class SourceFormatException(SourceError error) : Exception(error.ToString())
{
    public SourceFormatException(string code, string file, string reason, long? line = null)
        : this(new SourceError(code, SourceError.Printable(file), line, null, reason)) { }

    public SourceError Error { get; } = error;
}
