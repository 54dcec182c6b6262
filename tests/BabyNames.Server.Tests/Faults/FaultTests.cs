using Xunit.Abstractions;

namespace BabyNames.Server.Tests.Faults;

/// <summary>The real program over a real PostgreSQL, struck at random moments of everything that it does with files.</summary>
[Collection(FaultCollection.Name)]
public sealed class FaultTests(FaultCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public Task A_worker_killed_at_any_moment_loses_nothing_and_does_nothing_twice() => FaultForm.RunAsync(output, async chance =>
    {
        for (var round = 0; round < FaultForm.Choose(1, 4); round++)
        {
            await using var scene = await FaultScene.CreateAsync(cluster, output);
            await scene.StartServerAsync();
            foreach (var moment in Moment.All(wholeArchive: FaultForm.IsFull && round == 0))
                await scene.StrikeAsync(moment, chance, "killed", scene.ReplaceServerAsync);
            await scene.AssertOverAsync();
        }
    });
}
