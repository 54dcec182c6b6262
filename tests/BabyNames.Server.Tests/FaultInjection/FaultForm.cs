using System.Globalization;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>The extent of the fault tests. Every change runs a short form. The full form runs if <c>BABYNAMES_FAULTS</c> is <c>full</c> or
/// <c>archive</c>. With <c>archive</c>, the tests also load the whole archive (<c>scripts/survive-faults.sh</c>).</summary>
internal static class FaultForm
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("BABYNAMES_FAULTS");

    public static bool IsFull => Named is "full" or "archive";

    public static bool HasWholeArchive => Named == "archive";

    public static T Choose<T>(T shortForm, T fullForm) => IsFull ? fullForm : shortForm;

    /// <summary>Runs a scenario with random moments from a seed. The seed is <c>BABYNAMES_FAULTS_SEED</c>, or random if the variable is not
    /// set. The message of a failure states the seed.</summary>
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
