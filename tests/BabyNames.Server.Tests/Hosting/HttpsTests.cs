using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Hosting;

public class HttpsTests(HttpsTests.KnownHttpsProxyFixture known, HttpsTests.UnknownHttpsProxyFixture unknown)
    : IClassFixture<HttpsTests.KnownHttpsProxyFixture>,
        IClassFixture<HttpsTests.UnknownHttpsProxyFixture>
{
    [Fact]
    public async Task A_request_over_http_is_redirected_to_https_with_its_method()
    {
        using var answer = await AskAsync(known, "/odata/Countries?$top=1", scheme: "http");
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal("https://names.example/odata/Countries?$top=1", $"{answer.Headers.Location}");
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_response_over_https_has_Strict_Transport_Security()
    {
        using var answer = await AskAsync(known, "/odata/Countries", scheme: "https");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Contains("https://names.example/odata/$metadata", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarded_headers_from_an_unknown_proxy_are_ignored()
    {
        using var answer = await AskAsync(unknown, "/odata/Countries", scheme: "https");
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
    }

    [Fact]
    public async Task Health_checks_work_over_http()
    {
        using var answer = await AskAsync(unknown, "/health", scheme: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(ServerFixture server, string address, string? scheme)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Client.BaseAddress!, address));
        request.Headers.Host = "names.example";
        if (scheme is not null)
            request.Headers.Add("X-Forwarded-Proto", scheme);
        return await client.SendAsync(request);
    }

    /// <summary>A server that requires HTTPS and trusts the forwarded headers of the local machine.</summary>
    public sealed class KnownHttpsProxyFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--Https:Required", "true", "--Proxies:Known", "192.0.2.1, 127.0.0.0/8");

    /// <summary>A server that requires HTTPS and trusts only the forwarded headers of another network.</summary>
    public sealed class UnknownHttpsProxyFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--Https:Required", "true", "--Proxies:Known", "10.0.0.0/8");
}
