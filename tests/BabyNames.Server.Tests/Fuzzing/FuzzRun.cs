using Xunit.Abstractions;

namespace BabyNames.Server.Tests.Fuzzing;

/// <summary>What a run sends follows from its seed: a fixed one in the short form, so that a failure is one of the change that is
/// tested; a random one in the full form, which finds what is new.</summary>
internal sealed class FuzzRun
{
    private const string SeedVariable = "BABYNAMES_FUZZ_SEED";
    private const int FixedSeed = 20_231_031;
    private const int ShortForm = 40;

    private readonly int _seed;

    private FuzzRun(int seed) => _seed = seed;

    private static bool IsFull => Environment.GetEnvironmentVariable("BABYNAMES_FUZZ") == "full";

    /// <param name="output">Is told the seed.</param>
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

    /// <summary>How many of so many in the full form.</summary>
    public static int Count(int inFull) => IsFull ? inFull : inFull / ShortForm;

    /// <param name="part">Of the run: what one sends does not depend on when another does.</param>
    public Random Random(int part) => new(unchecked(_seed + part));

    public static Mutations Mutations(Random random) => new(random, RightRequests.Words);

    public override string ToString() => $"{SeedVariable}={_seed}";
}
