using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace BabyNames.Server.Tests.Support;

/// <summary>Files of the real archive that the first run of a server loads.</summary>
internal static class Samples
{
    private static readonly string Archive = Path.Combine(Repository.Folder, "samples", "data", "names.zip");

    /// <summary>Returns the unchanged bytes of the file of a year.</summary>
    public static byte[] Year(int year)
    {
        using var archive = ZipFile.OpenRead(Archive);
        using var content = archive.GetEntry($"yob{year}.txt")!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Returns the births of each name and sex over all years.</summary>
    public static Dictionary<(string Name, char Gender), int> Births()
    {
        var births = new Dictionary<(string, char), int>();
        using var archive = ZipFile.OpenRead(Archive);
        foreach (var year in archive.Entries.Where(entry => entry.Name.EndsWith(".txt", StringComparison.Ordinal)))
        {
            using var lines = new StreamReader(year.Open());
            while (lines.ReadLine()?.Split(',') is [var name, [var gender], var count])
            {
                var known = births.GetValueOrDefault((name, gender));
                births[(name, gender)] = known + int.Parse(count, CultureInfo.InvariantCulture);
            }
        }
        return births;
    }

    /// <summary>Returns an archive with the files of some years, in the layout of the publisher.</summary>
    public static byte[] Zip(params int[] years) => Zip(years.Select(year => ($"yob{year}.txt", Year(year))));

    /// <summary>Returns an archive of made-up files.</summary>
    public static byte[] Zip(params (string Name, string Text)[] members) =>
        Zip(members.Select(member => (member.Name, Encoding.UTF8.GetBytes(member.Text))));

    private static byte[] Zip(IEnumerable<(string Name, byte[] Content)> members)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var member in members)
            {
                using var content = archive.CreateEntry(member.Name).Open();
                content.Write(member.Content);
            }
        }
        return bytes.ToArray();
    }
}
