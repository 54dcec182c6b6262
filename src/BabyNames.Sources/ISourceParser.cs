namespace BabyNames.Sources;

/// <summary>Reads the files of one publisher.</summary>
public interface ISourceParser
{
    /// <summary>Whether a file is one of this publisher's, by its content more than by its name. Leaves the stream anywhere.</summary>
    /// <returns>Why it is taken for one, after "it has", for example "a heading Name,1915,...,Total".</returns>
    /// <exception cref="SourceFormatException">It is not, and why not.</exception>
    string Recognise(SourceFile file);

    /// <summary>Reads one file, row by row; never holds more than one slice (a year of one member file), or the whole of a
    /// file that is not divided by years.</summary>
    /// <remarks>Goes on after a bad row, to report them all. Rows already handed out are not to be kept when the report
    /// has an error at the end: a file is taken whole or not at all.</remarks>
    /// <exception cref="SourceFormatException">The file as a whole cannot be read: damaged, mislabelled, over a limit.</exception>
    IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken);
}
