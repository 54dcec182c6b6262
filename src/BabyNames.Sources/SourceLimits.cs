using System.ComponentModel.DataAnnotations;

namespace BabyNames.Sources;

/// <summary>Settings <c>Sources:*</c>: limits of an uploaded file. At a limit the whole file is refused, never cut.</summary>
public sealed class SourceLimits
{
    /// <summary>Maximum number of unpacked bytes of all members of an archive together. Default: 4 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUnpackedBytes { get; set; } = 4L << 30;

    /// <summary>Maximum number of unpacked bytes for each packed byte of an archive member. It applies to members larger than
    /// <see cref="MinBytesForRatio"/>. Default: 200.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCompressionRatio { get; set; } = 200;

    /// <summary>Unpacked size up to which <see cref="MaxCompressionRatio"/> does not apply, in bytes. Default:
    /// 10,000,000.</summary>
    [Range(1, long.MaxValue)]
    public long MinBytesForRatio { get; set; } = 10_000_000;

    /// <summary>Maximum number of members of an archive. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxArchiveMembers { get; set; } = 1_000;

    /// <summary>Maximum unpacked size of a workbook, in bytes. It is lower than for archives, because the texts of a workbook are
    /// held in memory. The largest real workbook seen has 39 MB. Default: 128 MiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxWorkbookBytes { get; set; } = 128L << 20;

    /// <summary>Maximum number of rows in memory: of one year, or of one file as the publisher divides it, each counted once. It
    /// bounds the memory that a file can take. A year of the United States has 32,000 rows, all years of France have 630,000.
    /// Default: 2,000,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRowsInMemory { get; set; } = 2_000_000;
}
