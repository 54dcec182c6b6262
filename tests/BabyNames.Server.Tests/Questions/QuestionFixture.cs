using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using BabyNames.Sources.UsSsa;

namespace BabyNames.Server.Tests.Questions;

/// <summary>A server that runs no jobs and caches no responses, with 11 US files of 1880 to 1920 and made-up rows of two other
/// countries. Tests count the statements of each request.</summary>
public sealed class QuestionFixture()
    : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false", "--GraphQL:ResponseCacheBytes", "0"),
        IAsyncLifetime
{
    public static readonly int[] Years = [1880, 1881, 1900, .. Enumerable.Range(1905, 7), 1920];

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Some.CompletedAsync(Databases, [.. Years.SelectMany(Real)]);
        await Some.CompletedInAsync(
            "CA",
            Databases,
            new(1900, 'F', "Mary", 70),
            new(1900, 'M', "Mary", 40),
            new(1901, 'F', "Jean-Pierre", 3),
            new(1901, 'M', "Jean-Pierre", 60),
            new(1901, 'M', "Zoë", 60),
            new(1901, 'M', "O'Neil", 2),
            new(1901, 'M', "Willow", 99),
            new(1900, 'M', "Odd", 400),
            new(1901, 'F', "Odd", 1),
            new(1901, 'M', "Odd", 399)
        );
        await Some.CompletedInAsync("GB", Databases, new(1902, 'F', "Zoë", 50), new(1902, 'F', "Jean-Pierre", 61));
        await Some.CompletedInAsync("GB", Databases, [.. MadeUp(new(20))]);
    }

    /// <summary>Creates rows of 1931 and later. In 1931 and 1932 all names have the same births, and no name is in both years. The later
    /// years have gaps, few or many names, the same names for both sexes, and many equal births.</summary>
    private static IEnumerable<NameRecord> MadeUp(Random random)
    {
        for (var i = 0; i < 400; i++)
            yield return new(1931 + i % 2, i / 2 % 2 == 0 ? 'F' : 'M', MadeUpName(i), 20);
        var cells = Enumerable.Range(1933, 32).SelectMany(year => "FM".Select(gender => (year, gender)));
        foreach (var (year, gender) in cells.Where(_ => random.Next(4) > 0))
        {
            var names = random.Next(3) == 0 ? random.Next(1, 9) : random.Next(60, 400);
            for (var i = 0; i < names; i++)
                yield return new(year, gender, MadeUpName(i), 3 + 2000 / (1 + i + random.Next(20)));
        }
    }

    private static string MadeUpName(int number) => $"Q{(char)('a' + number / 26)}{(char)('a' + number % 26)}";

    private static IEnumerable<NameRecord> Real(int year)
    {
        using var content = new MemoryStream(Samples.Year(year));
        return [.. UsSsaParser.Source.Parser.Read(new($"yob{year}.txt", content, new()), new(), CancellationToken.None)];
    }
}

/// <summary>The test classes that share a <see cref="QuestionFixture"/>, so that its rows are loaded once.</summary>
[CollectionDefinition(Name)]
public sealed class QuestionCollection : ICollectionFixture<QuestionFixture>
{
    public const string Name = "questions";
}
