using System.IO.Compression;

namespace BabyNames.Sources.Tests;

/// <summary>Tests that every source reports truncated archives and unsupported compression methods.</summary>
public class DamagedArchiveTests
{
    public static TheoryData<string> Sources => [.. SourceCatalog.All.Select(source => source.Id)];

    [Theory]
    [MemberData(nameof(Sources))]
    public void An_archive_truncated_at_any_byte_is_reported_as_damaged(string source)
    {
        var whole = Archive();
        // With fewer than four bytes, a file cannot be recognized as an archive.
        for (var length = 4; length < whole.Length; length++)
            Assert.Equal((length, SourceCodes.Damaged), (length, Refusal(source, whole[..length])));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void An_unsupported_compression_method_is_reported(string source)
    {
        foreach (
            var file in Directory
                .GetFiles(Path.Combine("Data", "bad"), "zip-*.zip")
                .Where(file => file.Contains("lzma") || file.Contains("bzip2"))
        )
            Assert.Equal(SourceCodes.Compression, Refusal(source, File.ReadAllBytes(file)));
    }

    [Theory]
    [InlineData("zip-lzma.zip", "LZMA")]
    [InlineData("zip-bzip2.zip", "BZip2")]
    [InlineData("zip-deflate64.zip", "Deflate64")]
    [InlineData("zip-zstandard.zip", "Zstandard")]
    public void The_error_of_an_unsupported_compression_names_the_member_and_the_method(string path, string method)
    {
        using var stream = File.OpenRead(Path.Combine("Data", "bad", path));
        var error = Assert
            .Throws<SourceFormatException>(() => SourceCatalog.Find("us_ssa")!.Parser.Recognize(new("names.zip", stream, new())))
            .Error;
        Assert.Equal((SourceCodes.Compression, "yob2001.txt"), (error.Code, error.File));
        Assert.Contains(method, error.Reason, StringComparison.Ordinal);
    }

    /// <summary>The archive has a Zip64 end record. Streaming writers write this record in archives of more than
    /// 4,000,000,000 bytes.</summary>
    [Fact]
    public void A_Zip64_archive_is_read()
    {
        using var stream = File.OpenRead(Path.Combine("Data", "zip64.zip"));
        var report = new SourceReport();
        var rows = SourceCatalog.Find("us_ssa")!.Parser.Read(new("names.zip", stream, new()), report, CancellationToken.None).ToList();
        Assert.Equal(new NameRecord(2001, 'F', "Anna", 5), Assert.Single(rows));
    }

    private static string Refusal(string source, byte[] content) =>
        Assert
            .Throws<SourceFormatException>(() =>
                SourceCatalog
                    .Find(source)!
                    .Parser.Read(new("names.zip", new MemoryStream(content), new()), new(), CancellationToken.None)
                    .ToList()
            )
            .Error.Code;

    private static byte[] Archive()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var year in (int[])[2001, 2002])
            {
                using var member = new StreamWriter(archive.CreateEntry($"yob{year}.txt").Open());
                member.Write("Anna,F,5\nBen,M,6\n");
            }
        }
        return bytes.ToArray();
    }
}
