namespace BabyNames.Sources;

/// <summary>An uploaded file as a parser sees it.</summary>
/// <param name="fileName">As the client named it. Publishers put year and sex there; it is never used as a path.</param>
/// <param name="content">Seekable, owned by the caller.</param>
/// <param name="year">What the uploader says, where neither the file nor its name does; see <see cref="Arguments"/>.</param>
/// <param name="gender">The same: <c>F</c> or <c>M</c>.</param>
/// <param name="clock">Tells the present year; the system's when left out.</param>
/// <param name="area">What the uploader says: code of an area.</param>
/// <param name="areas">Those of the country that rows may name.</param>
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

    public Stream Content { get; } = content;

    public SourceLimits Limits { get; } = limits;

    public int? Year { get; } = year;

    public char? Gender { get; } = gender;

    public string? Area { get; } = area;

    public AreaNames Areas { get; } = areas ?? new([]);

    /// <summary>The last year whose births a file can count: the present one.</summary>
    public int LastYear { get; } = NameRecord.LastYearAt(clock ?? TimeProvider.System);

    /// <summary>Share of the file's bytes read so far, 0 to 1. May be read by another thread.</summary>
    public double Progress => Content.Length == 0 ? 1 : (double)Interlocked.Read(ref _position) / Content.Length;

    /// <param name="place">The file, or the part of it that says the year.</param>
    /// <exception cref="SourceFormatException">The year is before <paramref name="first"/> or in the future.</exception>
    internal int ExpectYear(int year, string place, int first = NameRecord.FirstYear) =>
        year >= first && year <= LastYear
            ? year
            : throw new SourceFormatException(
                SourceCodes.Year,
                place,
                $"the year {year} is not between {first} and the present one, {LastYear}"
            );

    /// <summary>Called by parsers after each piece, on the thread that reads.</summary>
    internal void Advance() => Interlocked.Exchange(ref _position, Content.Position);
}
