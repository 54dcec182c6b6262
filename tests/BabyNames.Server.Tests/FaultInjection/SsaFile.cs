using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>The number of rows and births of one year and sex.</summary>
internal sealed record Slice(int Year, string Gender, long Rows, long Births);

/// <summary>Some years of the real archive as one file to upload, with the expected slices. The slices are counted here from the lines of
/// the file, without any code of the server.</summary>
internal sealed class SsaFile
{
    private SsaFile(string name, byte[] content, IEnumerable<int> years)
    {
        (Name, Content, Sha256) = (name, content, Convert.ToHexStringLower(SHA256.HashData(content)));
        Slices = [.. years.SelectMany(Count).OrderBy(slice => slice.Year).ThenBy(slice => slice.Gender, StringComparer.Ordinal)];
    }

    public string Name { get; }

    public byte[] Content { get; }

    public string Sha256 { get; }

    /// <summary>The expected slices, ordered by year, girls first.</summary>
    public IReadOnlyList<Slice> Slices { get; }

    public static SsaFile Year(int year) => new($"yob{year}.txt", Samples.Year(year), [year]);

    public static SsaFile Archive(int first, int last)
    {
        int[] years = [.. Enumerable.Range(first, last - first + 1)];
        return new($"names-{first}-{last}.zip", Samples.Zip(years), years);
    }

    private static IEnumerable<Slice> Count(int year) =>
        from line in Encoding.ASCII.GetString(Samples.Year(year)).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
        let cells = line.Split(',')
        group long.Parse(cells[2], CultureInfo.InvariantCulture) by cells[1] into births
        select new Slice(year, births.Key, births.Count(), births.Sum());
}
