using BabyNames.Server.Tests.Support;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>Runs the real program with a real PostgreSQL and injects faults at random moments while the program processes files.</summary>
[Collection(FaultInjectionCollection.Name)]
public sealed class FaultInjectionTests(PostgresClusterFixture cluster, ITestOutputHelper output)
{
    private const string CutSessions = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = CURRENT_DATABASE() AND application_name LIKE 'babynames%'
        """;

    [Fact]
    public Task A_worker_killed_at_any_moment_loses_no_file_and_loads_none_twice() =>
        FaultForm.RunAsync(
            output,
            async chance =>
            {
                for (var round = 0; round < FaultForm.Choose(1, 4); round++)
                {
                    await using var scene = await FaultScene.CreateAsync(cluster, output);
                    await scene.StartServerAsync();
                    foreach (var moment in Moment.All(wholeArchive: FaultForm.HasWholeArchive && round == 0))
                        await scene.StrikeAsync(moment, chance, "killed", scene.ReplaceServerAsync);
                    await scene.AssertOverAsync();
                }
            }
        );

    [Fact]
    public Task A_server_survives_its_postgres_stopped_at_any_moment() =>
        FaultForm.RunAsync(
            output,
            async chance =>
            {
                for (var round = 0; round < FaultForm.Choose(1, 2); round++)
                {
                    await using var scene = await FaultScene.CreateAsync(cluster, output);
                    await scene.StartServerAsync();
                    foreach (var (number, moment) in FaultForm.Choose(Moment.All().Take(2), Moment.All()).Index())
                    {
                        var immediately = (round + number) % 2 == 0;
                        await scene.StrikeAsync(
                            moment,
                            chance,
                            immediately ? "PostgreSQL crashed" : "PostgreSQL stopped",
                            async () =>
                            {
                                await cluster.StopAsync(immediately);
                                using (var health = await scene.Server.Client.GetAsync("/health"))
                                    Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, health.StatusCode);
                                await cluster.StartAsync();
                            }
                        );
                    }
                    await scene.AssertOverAsync();
                }
            }
        );

    [Fact]
    public Task A_server_survives_its_sessions_ended_at_any_moment() =>
        FaultForm.RunAsync(
            output,
            async chance =>
            {
                for (var round = 0; round < FaultForm.Choose(1, 2); round++)
                {
                    await using var scene = await FaultScene.CreateAsync(cluster, output);
                    await scene.StartServerAsync();
                    foreach (var moment in FaultForm.Choose(Moment.All().Where((_, number) => number is 1 or 3), Moment.All()))
                        await scene.StrikeAsync(moment, chance, "sessions ended", () => scene.Owner.SqlAsync(CutSessions));
                    await scene.AssertOverAsync();
                }
            }
        );

    [Fact]
    public Task A_server_survives_a_broken_network_at_any_moment() =>
        FaultForm.RunAsync(
            output,
            async chance =>
            {
                await using var network = new TcpProxy(Path.Combine(cluster.Host, ".s.PGSQL.5432"));
                for (var round = 0; round < FaultForm.Choose(1, 2); round++)
                {
                    await using var scene = await FaultScene.CreateAsync(cluster, output, network.Port);
                    await scene.StartServerAsync();
                    foreach (var moment in FaultForm.Choose(Moment.All().Take(1), Moment.All()))
                    {
                        await scene.StrikeAsync(
                            moment,
                            chance,
                            "network broken",
                            async () =>
                            {
                                network.Break();
                                await Task.Delay(TimeSpan.FromSeconds(2) * chance.NextDouble());
                                network.Mend();
                            }
                        );
                    }
                    await scene.AssertOverAsync();
                }
            }
        );

    [Fact]
    public Task A_worker_slower_than_its_lease_stores_nothing_and_another_completes_the_job() =>
        FaultForm.RunAsync(
            output,
            async chance =>
            {
                await using var scene = await FaultScene.CreateAsync(cluster, output);
                await scene.StartServerAsync();
                foreach (var moment in FaultForm.Choose(Moment.All().Take(2), Moment.All()))
                {
                    await scene.StrikeAsync(
                        moment,
                        chance,
                        "halted",
                        async () =>
                        {
                            await using var slow = scene.Server;
                            await Executable.SignalAsync(slow.Id, "STOP");
                            try
                            {
                                await scene.StartServerAsync();
                                await scene.SettledAsync();
                                await scene.AssertWholeAsync();
                            }
                            finally
                            {
                                await Executable.SignalAsync(slow.Id, "CONT");
                            }
                            // The server may still finish operations after SIGCONT. It does so before it exits.
                            Assert.Equal(0, await slow.StopAsync());
                        }
                    );
                }
                await scene.AssertOverAsync();
            }
        );

    [Fact]
    public Task A_load_that_a_shutdown_ends_uses_no_attempt() =>
        FaultForm.RunAsync(
            output,
            async chance =>
            {
                await using var scene = await FaultScene.CreateAsync(cluster, output);
                await scene.StartServerAsync();
                foreach (var moment in FaultForm.Choose(Moment.All().Take(2), Moment.All()))
                {
                    await scene.StrikeAsync(
                        moment,
                        chance,
                        "asked to stop",
                        async () =>
                        {
                            Assert.Equal(0, await scene.Server.StopAsync());
                            await scene.AssertWholeAsync();
                            await scene.Server.DisposeAsync();
                            await scene.StartServerAsync();
                        }
                    );
                }
                Assert.Equal(1, await scene.Owner.OneAsync<int>("SELECT MAX(attempts) FROM jobs"));
                await scene.AssertOverAsync();
            }
        );

    [Fact]
    public Task A_server_waits_for_a_database_that_starts_after_it() =>
        FaultForm.RunAsync(
            output,
            async _ =>
            {
                await using var scene = await FaultScene.CreateAsync(cluster, output);
                await cluster.StopAsync();
                var starting = scene.StartServerAsync();
                Assert.NotSame(starting, await Task.WhenAny(starting, Task.Delay(TimeSpan.FromSeconds(2))));
                await cluster.StartAsync();
                await starting;
                await scene.UploadAsync(SsaFile.Year(1910));
                await scene.AssertOverAsync();
            }
        );
}
