using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace BabyNames.Sources.AuSa;

/// <summary>Finds the year and the sex of a file, which only its name states.</summary>
internal static partial class FileSlice
{
    /// <summary>The actual sex of files whose name states the other one, by the SHA-256 of their bytes. The registry exchanged the names of
    /// the two lists of 2017 (girls: Charlotte 132, boys: Oliver 172).</summary>
    private static readonly Dictionary<string, char> Mislabelled = new()
    {
        // Published as cusersjacksm01desktopfemalecy2017top.csv.
        ["2fe7518cd421123aaab58c64240662d01aa87f14c9eadb8e3111d205b2975127"] = 'M',
        // Published as cusersjacksm01desktopmalecy2017top.csv.
        ["86cf97acfeee7904c5e03c8e831c1020806bcaf7a1bb9b81a7d253a23f72bfd2"] = 'F',
    };

    /// <exception cref="SourceFormatException">Neither the name nor the upload states a year, both do, or the year is before 1800 or in the
    /// future.</exception>
    public static int Year(SourceFile file)
    {
        var year =
            UploadArguments.ResolveYear(file, ParseYear(file.FileName), "the file name")
            ?? throw new SourceFormatException(
                SourceCodes.Year,
                file.FileName,
                "the file name does not state the year as cyYYYY; upload the file with the argument year"
            );
        return file.RequireYear(year, file.FileName);
    }

    private static int? ParseYear(string name) =>
        YearPattern().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan) : null;

    /// <exception cref="SourceFormatException">Neither the name nor the upload states a sex, or both do.</exception>
    public static char Gender(SourceFile file, SourceReport report)
    {
        var named = ParseGender(file.FileName);
        file.Content.Position = 0;
        if (!Mislabelled.TryGetValue(Convert.ToHexStringLower(SHA256.HashData(file.Content)), out var actual))
            return UploadArguments.ResolveGender(file, named, "the file name")
                ?? throw new SourceFormatException(
                    SourceCodes.FileGender,
                    file.FileName,
                    "the file name states neither female nor male; upload the file with the argument gender"
                );
        UploadArguments.ResolveGender(file, actual, "the list of mislabelled files");
        if (named != actual)
            report.Warn(
                SourceCodes.Mislabelled,
                "the publisher's file name states the wrong sex; the content decided",
                $"{file.FileName} is {actual}"
            );
        return actual;
    }

    /// <returns>Null when the name states neither sex, or both. <c>male</c> is a part of <c>female</c>.</returns>
    private static char? ParseGender(string name)
    {
        var rest = name.Replace("female", "", StringComparison.OrdinalIgnoreCase);
        var isFemale = rest.Length < name.Length;
        var isMale = rest.Contains("male", StringComparison.OrdinalIgnoreCase);
        return isFemale == isMale ? null
            : isFemale ? 'F'
            : 'M';
    }

    [GeneratedRegex("cy([0-9]{4})(?![0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YearPattern();
}
