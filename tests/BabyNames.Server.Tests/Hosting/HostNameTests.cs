using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Hosting;

/// <summary>Tests the host names and schemes that the server accepts. Links in responses contain the host name and the scheme of the
/// request.</summary>
public class HostNameTests(HostNameTests.AllowedHostsFixture named, HostNameTests.KnownProxyFixture proxied)
    : IClassFixture<HostNameTests.AllowedHostsFixture>,
        IClassFixture<HostNameTests.KnownProxyFixture>
{
    [Theory]
    [InlineData("names.example", true)]
    [InlineData("NAMES.example:8443", true)]
    [InlineData("eu.names.example", false)]
    [InlineData("a.data.example", true)]
    [InlineData("data.example", false)]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("", false)]
    public async Task A_host_name_that_is_not_allowed_is_refused(string host, bool isAllowed)
    {
        foreach (
            var path in new[]
            {
                "/odata",
                "/odata/Countries",
                "/odata/connect",
                "/odata/connect/babynames.odc",
                "/graphql?query={__typename}",
            }
        )
        {
            var answer = await AskAsync(named, $"GET {path} HTTP/1.1\r\nHost: {host}\r\n");
            Assert.StartsWith($"HTTP/1.1 {(isAllowed ? 200 : 400)} ", answer, StringComparison.Ordinal);
            if (!isAllowed)
                Assert.Equal("BN400", Error(answer).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task A_request_without_a_host_name_is_refused()
    {
        foreach (var server in new ServerFixture[] { named, proxied })
        {
            foreach (var request in new[] { "GET /odata/connect HTTP/1.0\r\n", "GET /odata/connect HTTP/1.1\r\nHost:\r\n" })
                Assert.Contains(" 400 ", (await AskAsync(server, request)).Split('\n')[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_checks_work_with_any_host_name_or_none(string path)
    {
        foreach (var request in new[] { $"GET {path} HTTP/1.1\r\nHost: 10.1.2.3:8080\r\n", $"GET {path} HTTP/1.0\r\n" })
            Assert.Contains(" 200 ", (await AskAsync(named, request)).Split('\n')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https", "https")]
    [InlineData("HTTPS", "https")]
    [InlineData("http", "http")]
    [InlineData("wss", "https")]
    [InlineData("ws", "http")]
    [InlineData("javascript", null)]
    [InlineData("data", null)]
    [InlineData("file", null)]
    public async Task X_Forwarded_Proto_must_be_http_or_https(string forwarded, string? scheme)
    {
        foreach (var path in new[] { "/odata/Countries?$top=1", "/odata/connect", "/odata/connect/babynames.pbids" })
        {
            var answer = await AskAsync(proxied, $"GET {path} HTTP/1.1\r\nHost: any.example\r\nX-Forwarded-Proto: {forwarded}\r\n");
            if (scheme is null)
                Assert.Contains("X-Forwarded-Proto", Error(answer).GetProperty("message").GetString(), StringComparison.Ordinal);
            else
                Assert.Contains($"{scheme}://any.example/odata", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/names")]
    [InlineData("/names/")]
    public async Task Links_use_the_forwarded_host_and_prefix(string prefix)
    {
        const string root = "https://data.example/names/odata";
        var headers = $"Host: inner\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: data.example\r\nX-Forwarded-Prefix: {prefix}\r\n";
        foreach (
            var path in new[]
            {
                "/odata",
                "/odata/connect",
                "/odata/connect/babynames.odc",
                "/odata/connect/babynames.tds",
                "/odata/connect/babynames.pbids",
            }
        )
            Assert.Contains(root, await AskAsync(proxied, $"GET {path} HTTP/1.1\r\n{headers}"), StringComparison.Ordinal);
        var page = await AskAsync(proxied, $"GET /odata/Countries?$select=Code HTTP/1.1\r\n{headers}Prefer: odata.maxpagesize=2\r\n");
        Assert.Contains($"{root}/$metadata#Countries(Code)", page, StringComparison.Ordinal);
        Assert.Contains($"{root}/Countries?$select=Code&$skiptoken=", page, StringComparison.Ordinal);
        Assert.Contains(" 200 ", await AskAsync(proxied, $"GET /odata/Countries('US') HTTP/1.1\r\n{headers}"), StringComparison.Ordinal);
        Assert.Contains(
            $"{root}/connect/babynames.odc\"",
            await AskAsync(proxied, $"GET /odata/connect HTTP/1.1\r\n{headers}"),
            StringComparison.Ordinal
        );
        Assert.Contains("href=\"/names/", await AskAsync(proxied, $"GET /name/Emma HTTP/1.1\r\n{headers}"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "data.example",
            await AskAsync(named, $"GET /odata HTTP/1.1\r\n{headers}".Replace("inner", "names.example", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_batch_behind_a_proxy_accepts_and_returns_the_forwarded_addresses()
    {
        foreach (
            var url in new[] { "Countries?$top=1", "/names/odata/Countries?$top=1", "http://data.example/names/odata/Countries?$top=1" }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/odata/$batch")
            {
                Content = JsonContent.Create(
                    new
                    {
                        requests = new[]
                        {
                            new
                            {
                                id = "1",
                                method = "get",
                                url,
                            },
                        },
                    }
                ),
            };
            request.Headers.Add("X-Forwarded-Host", "data.example");
            request.Headers.Add("X-Forwarded-Prefix", "/names");
            using var response = await proxied.Client.SendAsync(request);
            Assert.Contains(
                "http://data.example/names/odata/$metadata#Countries",
                await response.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/babynames.pbids")]
    [InlineData("/babynames.odc")]
    [InlineData("/babynames.tds")]
    public async Task A_response_that_has_the_address_of_the_server_is_not_stored(string file)
    {
        using var response = await proxied.Client.GetAsync($"/odata/connect{file}");
        Assert.Equal("no-store", $"{response.Headers.CacheControl}");
        Assert.Contains("Host", response.Headers.Vary);
        Assert.Contains("X-Forwarded-Proto", response.Headers.Vary);
    }

    private static JsonElement Error(string answer) =>
        JsonDocument
            .Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)])
            .RootElement.GetProperty("error");

    /// <param name="request">The request line and headers without the empty line that ends them. The test sends them by TCP, because an
    /// HTTP client would correct the host name.</param>
    private static async Task<string> AskAsync(ServerFixture server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await Eventually.EndAsync(reader.ReadToEndAsync(), "the response");
    }

    /// <summary>A server that accepts only the host names names.example and *.data.example.</summary>
    public sealed class AllowedHostsFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--AllowedHosts", "names.example; *.data.example");

    /// <summary>A server that trusts the forwarded headers of the local machine.</summary>
    public sealed class KnownProxyFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Proxies:Known", "127.0.0.0/8");
}
