using BabyNames.Sources;
using BabyNames.Sources.UsSsa;

namespace BabyNames.Server.Tests.Support;

/// <summary>A server that runs no jobs, with the US file of 1880 and 36 made-up rows of 2001. The made-up rows have equal births, and names
/// that sort and match in unusual ways.</summary>
public sealed class NamesFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false"), IAsyncLifetime
{
    private static readonly string[] OddNames =
    [
        "Zoë",
        "Zoe",
        "Élise",
        "Åsa",
        "Øyvind",
        "Łucja",
        "さくら",
        "Ωmega",
        "𐌰𐌱",
        "O'Neil",
        "Jean-Pierre",
        "100%",
        "A_b",
        "Aab",
        "Emma\"",
        "\\n",
        "Emma",
        "Noah",
    ];

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Some.CompletedAsync(Databases, [.. Real(1880)]);
        await Some.CompletedAsync(Databases, [.. MadeUp()]);
        await UpToDateAsync();
    }

    public static IEnumerable<NameRecord> Real(int year)
    {
        using var content = new MemoryStream(Samples.Year(year));
        return [.. UsSsaParser.Source.Parser.Read(new($"yob{year}.txt", content, new()), new(), CancellationToken.None)];
    }

    /// <summary>Returns rows with counts from 5 to 9, so that most rows share a rank. The rows are in the order of no column.</summary>
    public static IEnumerable<NameRecord> MadeUp() =>
        OddNames
            .Reverse()
            .SelectMany((name, i) => new NameRecord[] { new(2001, 'M', name, 5 + (i * 7 % 5)), new(2001, 'F', name, 5 + (i * 3 % 4)) });
}
