using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace BabyNames.Sources.AuSa;

/// <summary>Year and sex of a file: both stand in its name alone.</summary>
internal static partial class SliceOfFile
{
    /// <summary>Files whose name says the other sex, by the SHA-256 of their bytes, with what they are really about. The
    /// registry gave the two lists of 2017 each other's names (girls: Charlotte 132, boys: Oliver 172).</summary>
    private static readonly Dictionary<string, char> Mislabelled = new()
    {
        // Published as cusersjacksm01desktopfemalecy2017top.csv.
        ["2fe7518cd421123aaab58c64240662d01aa87f14c9eadb8e3111d205b2975127"] = 'M',
        // Published as cusersjacksm01desktopmalecy2017top.csv.
        ["86cf97acfeee7904c5e03c8e831c1020806bcaf7a1bb9b81a7d253a23f72bfd2"] = 'F',
    };

    /// <exception cref="SourceFormatException">No year, two, or one before 1800 or in the future.</exception>
    public static int Year(SourceFile file)
    {
        var year =
            Arguments.Year(file, OfName(YearPattern().Match(file.FileName)), "the file name")
            ?? throw new SourceFormatException(
                SourceCodes.Year,
                file.FileName,
                "the file name does not say the year as cyYYYY; give the year with the upload"
            );
        return file.ExpectYear(year, file.FileName);
    }

    private static int? OfName(Match match) => match.Success ? int.Parse(match.Groups[1].ValueSpan) : null;

    /// <exception cref="SourceFormatException">No sex, or two.</exception>
    public static char Gender(SourceFile file, SourceReport report)
    {
        var named = OfName(file.FileName);
        file.Content.Position = 0;
        if (!Mislabelled.TryGetValue(Convert.ToHexStringLower(SHA256.HashData(file.Content)), out var real))
            return Arguments.Gender(file, named, "the file name")
                ?? throw new SourceFormatException(
                    SourceCodes.FileGender,
                    file.FileName,
                    "the file name says neither female nor male; give the sex with the upload"
                );
        Arguments.Gender(file, real, "what is known of this file");
        if (named != real)
            report.Warn(
                SourceCodes.Mislabelled,
                "the publisher's file name says the other sex than its content; it was taken by its content",
                $"{file.FileName} is {real}"
            );
        return real;
    }

    /// <summary>Null when the name says neither, or both. <c>male</c> is a part of <c>female</c>.</summary>
    private static char? OfName(string name)
    {
        var rest = name.Replace("female", "", StringComparison.OrdinalIgnoreCase);
        var female = rest.Length < name.Length;
        var male = rest.Contains("male", StringComparison.OrdinalIgnoreCase);
        return female == male ? null
            : female ? 'F'
            : 'M';
    }

    [GeneratedRegex("cy([0-9]{4})(?![0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YearPattern();
}
