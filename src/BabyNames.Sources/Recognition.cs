namespace BabyNames.Sources;

/// <summary>The result of checking a file against the layouts of several sources.</summary>
/// <param name="Matching">Sources whose layout the file has, each with the feature that identifies it, as the object of "it has".</param>
/// <param name="Others">Sources whose layout the file does not have, each with the reason.</param>
public sealed record Recognition(
    IReadOnlyList<(Source Source, string Reason)> Matching,
    IReadOnlyList<(Source Source, SourceError Reason)> Others
)
{
    /// <summary>An error of the file that does not depend on the publisher: an archive or a workbook that is damaged, encrypted or
    /// compressed by an unsupported method, or a generic table of a part of the country. Null when the file has no such error.</summary>
    public SourceError? Unreadable =>
        Others
            .Select(source => source.Reason)
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
