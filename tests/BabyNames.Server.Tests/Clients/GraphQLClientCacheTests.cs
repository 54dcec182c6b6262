using System.Diagnostics;
using BabyNames.Server.Tests.Questions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Tests the caches of Apollo Client and of urql without any configuration.</summary>
[Collection(QuestionCollection.Name)]
public sealed class GraphQLClientCacheTests(QuestionFixture server)
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "tests", "graphql-caches");

    [Fact]
    public async Task Apollo_and_urql_cache_responses_and_stop_sending_persisted_queries()
    {
        NodePackages.Require(Folder);
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "caches.mjs"), $"{server.Client.BaseAddress}graphql"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The development builds of the clients print warnings.
        start.Environment["NODE_ENV"] = "production";
        using var node = Process.Start(start)!;
        var (output, faults) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await Eventually.EndAsync(Task.WhenAll(output, faults), "the caches to be filled");
        Assert.Equal(("", """{"queries":23,"apollo":[],"urql":[],"persisted":5}"""), (await faults, (await output).TrimEnd()));
    }
}
