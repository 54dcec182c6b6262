namespace BabyNames.Sources;

/// <summary>An uploaded file as a parser reads it.</summary>
/// <param name="fileName">Name that the client gave the file. Publishers put year and sex there. It is never used as a path.</param>
/// <param name="content">Seekable stream, owned by the caller.</param>
/// <param name="limits">Limits that bound the memory and the time of reading.</param>
/// <param name="year">Year from the arguments of the upload, see <see cref="Year"/>.</param>
/// <param name="gender">Sex from the arguments of the upload, <c>F</c> or <c>M</c>, see <see cref="Gender"/>.</param>
/// <param name="clock">Clock for the current year; the system clock by default.</param>
/// <param name="area">Code of an area from the arguments of the upload, see <see cref="Area"/>.</param>
/// <param name="areas">Areas of the country that rows may name; none by default.</param>
public sealed class SourceFile(
    string fileName,
    Stream content,
    SourceLimits limits,
    int? year = null,
    char? gender = null,
    TimeProvider? clock = null,
    string? area = null,
    AreaNames? areas = null
)
{
    private long _position;

    /// <summary>The last part of the client's file name.</summary>
    public string FileName { get; } = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>The bytes of the file. The stream is seekable; parsers set its position.</summary>
    public Stream Content { get; } = content;

    /// <summary>Limits that bound the memory and the time of reading.</summary>
    public SourceLimits Limits { get; } = limits;

    /// <summary>Year from the arguments of the upload, for files that do not state it; null when the upload has none.</summary>
    public int? Year { get; } = year;

    /// <summary>Sex from the arguments of the upload, <c>F</c> or <c>M</c>, for files that do not state it; null when the upload has
    /// none.</summary>
    public char? Gender { get; } = gender;

    /// <summary>Code of an area from the arguments of the upload, for files whose rows do not name one; null when the upload has
    /// none.</summary>
    public string? Area { get; } = area;

    /// <summary>Areas of the country that rows may name.</summary>
    public AreaNames Areas { get; } = areas ?? new([]);

    /// <summary>The last year whose births a file can count: the current year.</summary>
    public int LastYear { get; } = NameRecord.LastYearAt(clock ?? TimeProvider.System);

    /// <summary>Fraction of the file's bytes that are read, 0 to 1. Safe to read from another thread.</summary>
    public double Progress => Content.Length == 0 ? 1 : (double)Interlocked.Read(ref _position) / Content.Length;

    /// <summary>Returns <paramref name="year"/> when it is valid.</summary>
    /// <param name="place">The file, or the part of it that states the year, for the error.</param>
    /// <exception cref="SourceFormatException">The year is before <paramref name="first"/> or in the future.</exception>
    internal int RequireYear(int year, string place, int first = NameRecord.FirstYear) =>
        year >= first && year <= LastYear
            ? year
            : throw new SourceFormatException(
                SourceCodes.Year,
                place,
                $"the year {year} is not between {first} and the current year, {LastYear}"
            );

    /// <summary>Updates <see cref="Progress"/>. Parsers call it after each block, on the thread that reads.</summary>
    internal void Advance() => Interlocked.Exchange(ref _position, Content.Position);
}
