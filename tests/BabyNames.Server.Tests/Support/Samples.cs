using System.IO.Compression;

namespace BabyNames.Server.Tests.Support;

/// <summary>Files of the real archive that a first run loads.</summary>
internal static class Samples
{
    private static readonly string Archive = Path.Combine(Repository.Folder, "samples", "data", "names.zip");

    /// <summary>One year's file, byte for byte.</summary>
    public static byte[] Year(int year)
    {
        using var archive = ZipFile.OpenRead(Archive);
        using var content = archive.GetEntry($"yob{year}.txt")!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>An archive of some years, as the publisher packs them.</summary>
    public static byte[] Zip(params int[] years)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var year in years)
            {
                using var content = archive.CreateEntry($"yob{year}.txt").Open();
                content.Write(Year(year));
            }
        }
        return bytes.ToArray();
    }
}
