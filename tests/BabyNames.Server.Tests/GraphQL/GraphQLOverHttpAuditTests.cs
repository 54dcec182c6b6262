using System.Diagnostics;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Runs the GraphQL over HTTP audit of the package graphql-http.</summary>
public sealed class GraphQLOverHttpAuditTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int Checks = 61;
    private static readonly string Folder = Path.Combine(Repository.Folder, "tests", "graphql-http");

    [Fact]
    public async Task Every_check_of_the_graphql_http_audit_passes_without_a_warning()
    {
        NodePackages.Require(Folder);
        var results = await AuditAsync(new(server.Client.BaseAddress!, "/graphql"));
        Assert.Equal([], results.Where(result => !result.StartsWith("ok ", StringComparison.Ordinal)));
        Assert.Equal(Checks, results.Length);
    }

    /// <summary>Runs the audit and returns one line for each check. A line begins with the outcome of the check.</summary>
    private static async Task<string[]> AuditAsync(Uri address)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(Folder, "audit.mjs"), address.ToString()])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = node.StandardError.ReadToEndAsync();
        var lines = await Eventually.EndAsync(node.StandardOutput.ReadToEndAsync(), "the audit to end");
        Assert.Equal("", await errors);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
