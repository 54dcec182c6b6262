namespace BabyNames.Sources;

/// <summary>Reads the files of one publisher.</summary>
public interface ISourceParser
{
    /// <summary>Checks whether a file has this publisher's layout. The content decides where possible, else the name. The position of
    /// the stream is undefined afterwards.</summary>
    /// <returns>The feature that identifies the file, as the object of "it has", for example "a heading Name,1915,...,Total".</returns>
    /// <exception cref="SourceFormatException">The file does not have this publisher's layout; the message states the reason.</exception>
    string Recognize(SourceFile file);

    /// <summary>Reads one file, row by row. Memory holds at most one slice (a year of one member file), or all rows of a file that is
    /// not divided by years.</summary>
    /// <remarks>The parser continues after an invalid row and reports every one. When the report has an error at the end, the caller
    /// must discard all returned rows: a file is loaded all or nothing.</remarks>
    /// <exception cref="SourceFormatException">The whole file cannot be read: it is damaged, mislabelled or over a limit.</exception>
    IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken);
}
