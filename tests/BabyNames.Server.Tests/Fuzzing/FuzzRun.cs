using Xunit.Abstractions;

namespace BabyNames.Server.Tests.Fuzzing;

/// <summary>A fuzz run whose requests follow from a seed. The short form has a fixed seed, so that a failure is caused by the tested
/// change. The full form has a random seed, to find new errors.</summary>
internal sealed class FuzzRun
{
    private const string SeedVariable = "BABYNAMES_FUZZ_SEED";
    private const int FixedSeed = 20_231_031;
    private const int ShortForm = 40;

    private readonly int _seed;

    private FuzzRun(int seed) => _seed = seed;

    private static bool IsFull => Environment.GetEnvironmentVariable("BABYNAMES_FUZZ") == "full";

    /// <param name="output">The output to which the seed is written.</param>
    public static FuzzRun Begin(ITestOutputHelper output)
    {
        var isGiven = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given);
        var run = new FuzzRun(
            isGiven ? given
            : IsFull ? System.Random.Shared.Next()
            : FixedSeed
        );
        output.WriteLine(run.ToString());
        return run;
    }

    /// <summary>Returns the number of requests of this run.</summary>
    /// <param name="fullForm">The number of requests in the full form.</param>
    public static int Count(int fullForm) => IsFull ? fullForm : fullForm / ShortForm;

    /// <param name="part">The number of a part of the run. The requests of a part do not depend on the timing of other parts.</param>
    public Random Random(int part) => new(unchecked(_seed + part));

    public static Mutations Mutations(Random random) => new(random, RightRequests.Words);

    public override string ToString() => $"{SeedVariable}={_seed}";
}
