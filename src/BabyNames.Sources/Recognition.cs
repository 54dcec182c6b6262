namespace BabyNames.Sources;

/// <summary>What sources say of a file.</summary>
/// <param name="Fitting">Those whose file it is, with why, after "it has".</param>
/// <param name="Others">Those whose file it is not, with why not.</param>
public sealed record Recognition(
    IReadOnlyList<(Source Source, string Reason)> Fitting,
    IReadOnlyList<(Source Source, SourceError Reason)> Others
)
{
    /// <summary>A fault of the file as such, whoever published it: an archive or workbook that is damaged, encrypted or packed
    /// in a way that is not read; anyone's table of a part of the country. Null for none.</summary>
    public SourceError? Unreadable =>
        Others
            .Select(other => other.Reason)
            .FirstOrDefault(reason =>
                reason.Code
                    is SourceCodes.Damaged
                        or SourceCodes.Compression
                        or SourceCodes.Encrypted
                        or SourceCodes.MemberName
                        or SourceCodes.NestedArchive
                        or SourceCodes.Area
            );
}
