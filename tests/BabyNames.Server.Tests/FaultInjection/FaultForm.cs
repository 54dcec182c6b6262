using System.Globalization;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>How much is done: a short form for every change, the full one when <c>BABYNAMES_FAULTS</c> is <c>full</c>, or
/// <c>archive</c> for the whole archive as well (<c>scripts/survive-faults.sh</c>).</summary>
internal static class FaultForm
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("BABYNAMES_FAULTS");

    public static bool IsFull => Named is "full" or "archive";

    public static bool HasWholeArchive => Named == "archive";

    public static T Choose<T>(T inShort, T inFull) => IsFull ? inFull : inShort;

    /// <summary>Runs a scenario whose moments come from a seed, <c>BABYNAMES_FAULTS_SEED</c> or any; a failure names it.</summary>
    public static async Task RunAsync(ITestOutputHelper output, Func<Random, Task> scenario)
    {
        var seed = Environment.GetEnvironmentVariable("BABYNAMES_FAULTS_SEED") is { Length: > 0 } named
            ? int.Parse(named, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"BABYNAMES_FAULTS_SEED={seed}");
        try
        {
            await scenario(new(seed));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"With BABYNAMES_FAULTS_SEED={seed}: {exception.Message}", exception);
        }
    }
}
