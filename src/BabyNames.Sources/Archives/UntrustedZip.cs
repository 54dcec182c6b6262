using System.IO.Compression;

namespace BabyNames.Sources.Archives;

/// <summary>A zip archive from an untrusted client. The constructor checks the whole directory before any member is decompressed.</summary>
internal sealed class UntrustedZip : IDisposable
{
    private const int UnixTypeMask = 0xF000;
    private const int UnixSymbolicLink = 0xA000;

    private readonly SourceFile _file;
    private readonly ZipArchive _archive;

    /// <exception cref="SourceFormatException">The file is not an archive, is damaged, exceeds a limit, or has a member that is not
    /// allowed.</exception>
    public UntrustedZip(SourceFile file)
    {
        _file = file;
        try
        {
            _archive = new(file.Content, ZipArchiveMode.Read, leaveOpen: true);
            Check(_archive.Entries);
        }
        catch (InvalidDataException)
        {
            throw new SourceFormatException(SourceCodes.Damaged, file.FileName, "the archive is damaged or incomplete; upload it again");
        }
    }

    /// <summary>Files in the archive, without folders and the metadata files that macOS adds.</summary>
    public IEnumerable<ZipArchiveEntry> Members =>
        _archive.Entries.Where(entry =>
            entry.Name.Length > 0
            && !entry.Name.StartsWith("._", StringComparison.Ordinal)
            && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)
        );

    /// <summary>Whether the content begins with the signature of a zip archive, which may be empty. Sets the stream to its start.</summary>
    public static bool IsZip(Stream content)
    {
        Span<byte> head = stackalloc byte[4];
        content.Position = 0;
        var length = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        content.Position = 0;
        return length == 4 && (head.SequenceEqual("PK\x03\x04"u8) || head.SequenceEqual("PK\x05\x06"u8));
    }

    public MemberStream Open(ZipArchiveEntry member) => new(member, _file);

    public void Dispose() => _archive.Dispose();

    private void Check(IReadOnlyCollection<ZipArchiveEntry> members)
    {
        if (members.Count > _file.Limits.MaxArchiveMembers)
            throw OverLimit(
                _file.FileName,
                $"the archive has {members.Count:N0} members; at most {_file.Limits.MaxArchiveMembers:N0} are allowed "
                    + "(setting Sources:MaxArchiveMembers)"
            );
        if (members.Sum(member => (decimal)member.Length) > _file.Limits.MaxUnpackedBytes)
            throw OverLimit(
                _file.FileName,
                $"the archive unpacks to more than {_file.Limits.MaxUnpackedBytes:N0} bytes (setting Sources:MaxUnpackedBytes)"
            );
        foreach (var (member, method) in members.Zip(CompressionMethods.ReadAll(_file.Content, members.Count)))
        {
            Check(member);
            if (!CompressionMethods.IsSupported(method))
                throw new SourceFormatException(
                    SourceCodes.Compression,
                    member.FullName,
                    $"the archive member is compressed by {CompressionMethods.Name(method)}, which is not supported; "
                        + "compress the archive by Deflate"
                );
        }
    }

    private void Check(ZipArchiveEntry member)
    {
        var name = member.FullName;
        if (name.Contains('\\') || name.Contains(':') || name.StartsWith('/') || name.Split('/').Contains(".."))
            throw new SourceFormatException(SourceCodes.MemberName, name, "the archive member has a path outside of the archive");
        if (((member.ExternalAttributes >> 16) & UnixTypeMask) == UnixSymbolicLink)
            throw new SourceFormatException(SourceCodes.MemberName, name, "the archive member is a symbolic link");
        if (member.IsEncrypted)
            throw new SourceFormatException(SourceCodes.Encrypted, name, "the archive member is encrypted; upload it without a password");
        if (name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new SourceFormatException(
                SourceCodes.NestedArchive,
                name,
                "the archive contains another archive; upload the inner archive"
            );
        if (
            member.Length > _file.Limits.MinBytesForRatio
            && member.Length / Math.Max(1, member.CompressedLength) > _file.Limits.MaxCompressionRatio
        )
            throw OverLimit(
                name,
                $"the archive member unpacks to more than {_file.Limits.MaxCompressionRatio} times its size "
                    + "(setting Sources:MaxCompressionRatio)"
            );
    }

    private static SourceFormatException OverLimit(string file, string reason) => new(SourceCodes.OverLimit, file, reason);
}
