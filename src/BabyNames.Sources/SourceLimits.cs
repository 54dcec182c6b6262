using System.ComponentModel.DataAnnotations;

namespace BabyNames.Sources;

/// <summary>What a file may ask of the machine. At a limit the file is refused, never cut.</summary>
public sealed class SourceLimits
{
    /// <summary>Bytes of an archive's members together, unpacked. 4 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long ExpandedBytes { get; set; } = 4L << 30;

    /// <summary>Unpacked bytes per packed byte, looked at above <see cref="RatioFrom"/>. 200.</summary>
    [Range(1, int.MaxValue)]
    public int Ratio { get; set; } = 200;

    /// <summary>Unpacked bytes below which the ratio does not matter. 10 MB.</summary>
    [Range(1, long.MaxValue)]
    public long RatioFrom { get; set; } = 10_000_000;

    /// <summary>Members of an archive. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int Members { get; set; } = 1_000;

    /// <summary>Bytes of a workbook, unpacked. Stricter than for archives, since its texts are held in memory. 128 MiB (the
    /// largest real one seen has 39 MB).</summary>
    [Range(1, long.MaxValue)]
    public long WorkbookBytes { get; set; } = 128L << 20;

    /// <summary>Rows that are held at once, of one year or one file as the publisher divides it, each counted once; bounds the
    /// memory that a file can take. 2,000,000 (a year of the United States has 32,000, all years of France have 630,000).</summary>
    [Range(1, int.MaxValue)]
    public int Names { get; set; } = 2_000_000;
}
