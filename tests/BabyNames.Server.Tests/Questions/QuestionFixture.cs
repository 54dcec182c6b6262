using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using BabyNames.Sources.UsSsa;

namespace BabyNames.Server.Tests.Questions;

/// <summary>A server that answers and does nothing else, over real years of the US archive in five decades,
/// and a few made-up rows of two other countries. It keeps no answers: tests count the statements of each.</summary>
public sealed class QuestionFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false", "--GraphQL:ResponseCacheBytes", "0"), IAsyncLifetime
{
    public static readonly int[] Years = [1880, 1881, 1900, .. Enumerable.Range(1905, 7), 1920];

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Some.CompletedAsync(Databases, [.. Years.SelectMany(Real)]);
        await Some.CompletedInAsync("CA", Databases,
            new(1900, 'F', "Mary", 70), new(1900, 'M', "Mary", 40), new(1901, 'F', "Jean-Pierre", 3), new(1901, 'M', "Jean-Pierre", 60), new(1901, 'M', "Zoë", 60),
            new(1901, 'M', "Willow", 99), new(1900, 'M', "Odd", 400), new(1901, 'F', "Odd", 1), new(1901, 'M', "Odd", 399));
        await Some.CompletedInAsync("GB", Databases, new(1902, 'F', "Zoë", 50), new(1902, 'F', "Jean-Pierre", 61));
    }

    private static IEnumerable<NameRecord> Real(int year)
    {
        using var content = new MemoryStream(Samples.Year(year));
        return [.. UsSsaParser.Source.Parser.Read(new($"yob{year}.txt", content, new()), new(), CancellationToken.None)];
    }
}

/// <summary>All classes that ask: the rows are loaded once.</summary>
[CollectionDefinition(Name)]
public sealed class QuestionCollection : ICollectionFixture<QuestionFixture>
{
    public const string Name = "questions";
}
