namespace BabyNames.Sources;

/// <summary>Reads the files of one publisher.</summary>
public interface ISourceParser
{
    /// <summary>Reads one file, row by row; never holds more than one slice (a year of one member file).</summary>
    /// <remarks>Goes on after a bad row, to report them all. Rows already handed out are not to be kept when the report
    /// has an error at the end: a file is taken whole or not at all.</remarks>
    /// <exception cref="SourceFormatException">The file as a whole cannot be read: damaged, mislabelled, over a limit.</exception>
    IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken);
}
