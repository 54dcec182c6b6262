using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Access;
using BabyNames.Server.Tests.GraphQL;
using BabyNames.Server.Tests.Support;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.Fuzzing;

/// <summary>Checks that the server responds to any request within a time limit and does not reveal internal details. Every change runs a
/// short form; <c>scripts/fuzz.sh</c> sends 70,000 requests.</summary>
public sealed partial class RequestFuzzTests(RequestFuzzTests.FuzzingFixture server, ITestOutputHelper output)
    : IClassFixture<RequestFuzzTests.FuzzingFixture>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Mutated_GraphQL_documents_get_a_response() =>
        RunAsync(
            20_000,
            (random, mutations) =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
                {
                    Content = JsonContent.Create(new { query = mutations.Text(Any(random, RightRequests.Documents)) }),
                };
                request.Headers.Add("Accept", random.Next(2) == 0 ? "application/json" : "application/graphql-response+json");
                return request;
            }
        );

    /// <summary>Sends every argument and input field of the queries, with variables of any type and value.</summary>
    [Fact]
    public async Task Random_types_and_values_of_GraphQL_variables_get_a_response()
    {
        var schema = (await server.DataAsync(SampleOperation.Introspection)).GetProperty("__schema");
        var positions = InputPosition.All(schema).Where(position => position.Operation == "query").ToList();
        string[] wrappers = ["{0}", "{0}!", "[{0}]", "[{0}!]", "[{0}!]!", "[[{0}]]"];
        object?[] values =
        [
            null,
            0,
            -1,
            2_147_483_648L,
            1e300,
            0.5,
            true,
            "",
            "Mary",
            "F",
            "US",
            "\0",
            "2020-01-01",
            Guid.Empty,
            Array.Empty<int>(),
            new object?[] { "Emma", null },
            new { },
            new { eq = "a" },
        ];
        await RunAsync(
            10_000,
            (random, mutations) =>
            {
                var position = positions[random.Next(positions.Count)];
                var named = SampleOperation
                    .Unwrapped((random.Next(2) == 0 ? position : positions[random.Next(positions.Count)]).Type)
                    .GetProperty("name")
                    .GetString()!;
                var type = string.Format(System.Globalization.CultureInfo.InvariantCulture, wrappers[random.Next(wrappers.Length)], named);
                return new HttpRequestMessage(HttpMethod.Post, "/graphql")
                {
                    Content = JsonContent.Create(
                        new
                        {
                            query = $"query ($x: {type}) {{ {position.Select("$x")} }}",
                            variables = new { x = values[random.Next(values.Length)] },
                        }
                    ),
                    Headers = { { "Accept", "application/graphql-response+json" } },
                };
            }
        );
    }

    /// <summary>Sends valid documents with values that do not match their variables.</summary>
    [Fact]
    public Task Mutated_values_of_GraphQL_variables_get_a_response() =>
        RunAsync(
            10_000,
            (random, mutations) =>
            {
                var (document, variables) = RightRequests.WithVariables[random.Next(RightRequests.WithVariables.Length)];
                var names = VariableName()
                    .Matches(document[..document.IndexOf(") {", StringComparison.Ordinal)])
                    .Select(name => name.Groups[1].Value)
                    .ToArray();
                var values = variables.ToArray();
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                {
                    var at = random.Next(values.Length);
                    values[at] = mutations.Json(values[at]);
                }
                var json = "{" + string.Join(',', names.Zip(values, (name, value) => $"\"{name}\":{value}")) + "}";
                if (random.Next(4) == 0 && !document.StartsWith("mutation", StringComparison.Ordinal))
                    return new(HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString(document)}&variables={Uri.EscapeDataString(json)}");
                var body = $"{{\"query\":{JsonSerializer.Serialize(document)},\"variables\":{json}}}";
                return new(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            }
        );

    [Fact]
    public Task Mutated_OData_queries_get_a_response() =>
        RunAsync(
            20_000,
            (random, mutations) =>
                new(
                    HttpMethod.Get,
                    "/odata/"
                        + mutations
                            .Text(Any(random, RightRequests.Queries))
                            .Replace("\r", "%0D", StringComparison.Ordinal)
                            .Replace("\n", "%0A", StringComparison.Ordinal)
                )
        );

    [Fact]
    public Task Mutated_uploads_get_a_response() =>
        RunAsync(
            5_000,
            (random, mutations) =>
            {
                byte[][] files = [Samples.Year(1880)[..2_000], Samples.Zip(1880), "Year,Name,Sex,Count\n2001,Emma,F,10\n"u8.ToArray()];
                if (random.Next(2) == 0)
                    return Uploading.Request(
                        mutations.Text("yob1880.txt"),
                        mutations.Bytes(files[random.Next(files.Length)]),
                        "US",
                        parser: null,
                        key: null
                    );
                var whole = Uploading.Request("yob1880.txt", files[0], "US", parser: null, key: null);
                var body = new ByteArrayContent(mutations.Bytes(whole.Content!.ReadAsByteArrayAsync().Result));
                body.Headers.TryAddWithoutValidation("Content-Type", whole.Content.Headers.ContentType!.ToString());
                whole.Content = body;
                return whole;
            }
        );

    [Fact]
    public Task Mutated_headers_get_a_response() =>
        RunAsync(
            5_000,
            (random, mutations) =>
            {
                (string Name, string Value)[] headers =
                [
                    ("Accept", "application/json;odata.metadata=minimal;q=1.0,application/xml;q=0.7"),
                    ("Prefer", "odata.maxpagesize=5, omit-values=nulls"),
                    ("OData-MaxVersion", "4.01"),
                    ("Authorization", "Bearer bn_nonsense"),
                    ("Authorization", "Basic dXNlcjpwYXNz"),
                    ("X-Api-Key", "bn_x"),
                    ("If-None-Match", "W/\"1\", *"),
                    ("GraphQL-Cost", "report"),
                    ("X-Forwarded-For", "1.2.3.4"),
                    ("Range", "bytes=0-1"),
                    ("Accept-Encoding", "gzip, br"),
                    ("Origin", "https://elsewhere.example"),
                    ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                ];
                string[] paths =
                [
                    "/graphql?query={countries{nodes{code}}}",
                    "/odata/Countries",
                    "/odata/$metadata",
                    "/health/ready",
                    "/odata/connect",
                ];
                var request = new HttpRequestMessage(HttpMethod.Get, paths[random.Next(paths.Length)]);
                foreach (var (name, value) in headers.Where(_ => random.Next(3) == 0))
                    request.Headers.TryAddWithoutValidation(name, Printable(mutations.Text(value)));
                return request;
            }
        );

    /// <summary>Removes the characters that the HTTP client does not send.</summary>
    private static string Printable(string value) => new([.. value.Where(character => character is >= ' ' and < '\u007f')]);

    private static string Any(Random random, string[] right) => right[random.Next(right.Length)];

    private async Task RunAsync(int inFull, Func<Random, Mutations, HttpRequestMessage> make)
    {
        var run = FuzzRun.Begin(output);
        var random = run.Random(0);
        var mutations = FuzzRun.Mutations(random);
        var count = FuzzRun.Count(inFull);
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < count; i++)
        {
            HttpRequestMessage request;
            try
            {
                request = make(random, mutations);
            }
            catch (Exception exception) when (exception is UriFormatException or FormatException or ArgumentException)
            {
                // The HTTP client rejects this request.
                continue;
            }
            using (request)
            {
                var status = await CheckAsync(request, $"{run}, request {i}");
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }
        }
        output.WriteLine(string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}")));
        Assert.True(statuses.Count > 1, "All responses have the same status, so the requests test nothing.");
    }

    private async Task<int> CheckAsync(HttpRequestMessage request, string what)
    {
        if (!request.Headers.Contains("Authorization") && !request.Headers.Contains("X-Api-Key"))
            request.Headers.Add("X-Api-Key", server.AdminKey);
        try
        {
            using var response = await server.Client.SendAsync(request).WaitAsync(Timeout);
            var body = await response.Content.ReadAsStringAsync().WaitAsync(Timeout);
            Assert.True(
                response.StatusCode is < HttpStatusCode.InternalServerError or HttpStatusCode.NotImplemented,
                $"{what}: {response.StatusCode} {request.RequestUri}\n{await Sent(request)}\n{body}"
            );
            Assert.False(body.Contains("Unexpected Execution Error", StringComparison.Ordinal), $"{what}: {await Sent(request)}\n{body}");
            Assert.False(Internal().IsMatch(body), $"{what} reveals internal details: {request.RequestUri}\n{await Sent(request)}\n{body}");
            return (int)response.StatusCode;
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{what} had no response in time: {request.RequestUri}\n{await Sent(request)}");
        }
    }

    private static async Task<string> Sent(HttpRequestMessage request) =>
        request.Content is JsonContent or StringContent ? await request.Content.ReadAsStringAsync() : "";

    [GeneratedRegex(@"\$(\w+):")]
    private static partial Regex VariableName();

    /// <summary>Matches internal details that no response may contain.</summary>
    [GeneratedRegex(
        @"\bNpgsql\b|\bMicrosoft\.\w|\bSystem\.\w|BabyNames\.(Server|Data|Queries|GraphQLEngine|ODataEngine)\.|^\s+at "
            + @"\w+\.|StackTrace|\bSELECT .* FROM\b|pg_catalog",
        RegexOptions.Multiline
    )]
    internal static partial Regex Internal();

    /// <summary>A server with the US file of 1880 and limits that no fuzz run reaches.</summary>
    public sealed class FuzzingFixture()
        : ServerFixture(
            "--Access:AnonymousReading",
            "true",
            "--Access:MaxKeyAttempts",
            "10000",
            "--Limits:TokenLimit",
            "1000000000",
            "--Limits:TokensPerSecond",
            "1000000000",
            "--GraphQL:MaxConnections",
            "10000",
            "--GraphQL:ConnectionInitTimeout",
            "00:10:00"
        ),
            IAsyncLifetime
    {
        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await IngestAsync("yob1880.txt", Samples.Year(1880));
        }
    }
}
