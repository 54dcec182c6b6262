namespace BabyNames.Sources;

/// <summary>The error of a file that cannot be read at all. Errors of single rows are collected in <see cref="SourceReport"/> instead.
/// Errors of the machine are <see cref="IOException"/>s.</summary>
/// <param name="error">The error with its code and place.</param>
public sealed class SourceFormatException(SourceError error) : Exception(error.ToString())
{
    /// <summary>Creates the error of a whole file or of one line, without a text from the file.</summary>
    /// <param name="code">One of <see cref="SourceCodes"/>.</param>
    /// <param name="file">Name of the file, or of the member within an archive. Control characters are escaped.</param>
    /// <param name="reason">What is wrong and what the parser expects.</param>
    /// <param name="line">Line from 1; null for the whole file.</param>
    public SourceFormatException(string code, string file, string reason, long? line = null)
        : this(new SourceError(code, SourceError.Printable(file), line, null, reason)) { }

    /// <summary>The error with its code and place.</summary>
    public SourceError Error { get; } = error;
}
