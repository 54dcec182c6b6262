using System.Net;
using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Access;

/// <summary>Checks that invalid keys, from any number of networks, do not prevent requests with valid keys.</summary>
public class AuthenticationAttemptTests(AuthenticationAttemptTests.AttemptLimitFixture server)
    : IClassFixture<AuthenticationAttemptTests.AttemptLimitFixture>
{
    private static int _networks;

    [Fact]
    public async Task A_network_with_too_many_unknown_keys_gets_429_and_valid_keys_still_work()
    {
        var network = NewNetwork();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server.ViewerKey, network));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
            answers.Add(await StatusAsync(Unknown(), network));
        Assert.Equal(
            [.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests],
            answers
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server.ViewerKey, network));
        // This server process has not verified the key before.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await KeyAsync(), network));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("bn_mistyped", network));
        server.Clock.Advance(AttemptLimitFixture.AttemptEvery);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Unknown(), network));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(Unknown(), network));
    }

    [Fact]
    public async Task Wrong_secrets_for_a_key_do_not_lock_its_owner_out()
    {
        var (key, network) = (await KeyAsync(), NewNetwork());
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Forged(key), network));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(Forged(key), network));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key, NewNetwork()));
        // Other keys of the same network still work.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await KeyAsync(), network));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_valid_key_does_not_wait_for_wrong_secrets_from_many_networks(bool forTheSameKey)
    {
        const int networks = 60;
        var attacked = await KeyAsync();
        var right = forTheSameKey ? attacked : await KeyAsync();
        using var end = new CancellationTokenSource();
        var flood = Enumerable.Range(0, networks).Select(_ => StatusAsync(Forged(attacked), NewNetwork(), end.Token)).ToList();
        await Task.WhenAny(flood);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(right, NewNetwork()));
        Assert.InRange(
            flood.Count(answer => answer is { IsCompletedSuccessfully: true, Result: HttpStatusCode.Unauthorized }),
            0,
            networks / 2
        );
        await end.CancelAsync();
        await Record.ExceptionAsync(() => Task.WhenAll(flood));
    }

    [Fact]
    public async Task A_valid_key_does_not_wait_for_unknown_ids_from_many_networks()
    {
        var right = await KeyAsync();
        var flood = Enumerable.Range(0, 300).Select(_ => StatusAsync(Unknown(), NewNetwork())).ToList();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(right, NewNetwork()));
        Assert.All(await Task.WhenAll(flood), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
    }

    [Fact]
    public async Task Concurrent_requests_with_one_key_count_as_one_attempt()
    {
        var (key, network) = (await KeyAsync(), NewNetwork());
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StatusAsync(key, network))),
            status => Assert.Equal(HttpStatusCode.OK, status)
        );
    }

    [Fact]
    public async Task IPv6_attempts_are_counted_by_64_56_and_48_bit_prefix()
    {
        // Each request comes from a separate /64. A /56 has 4 times as many attempts as a /64, and a /48 has 16 times as many.
        Assert.Equal(20, await RefusedAsUnknownAsync(Enumerable.Range(0, 30)));
        Assert.Equal(60, await RefusedAsUnknownAsync(Enumerable.Range(1, 4).SelectMany(site => Enumerable.Range(site << 8, 20))));
        Assert.Equal(0, await RefusedAsUnknownAsync([0xffff]));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Unknown(), "2001:db8:1::1"));
    }

    /// <returns>The number of responses with status 401 instead of 429.</returns>
    private async Task<int> RefusedAsUnknownAsync(IEnumerable<int> networks) =>
        (await Task.WhenAll(networks.Select(network => StatusAsync(Unknown(), $"2001:db8:0:{network:x}::1")))).Count(status =>
            status == HttpStatusCode.Unauthorized
        );

    private static string Unknown() => ApiKey.Create().ToString();

    /// <summary>Returns a key with the public id of a valid key and another secret.</summary>
    private static string Forged(string key) => (ApiKey.Create() with { KeyId = ApiKeyFixture.IdOf(key) }).ToString();

    private static string NewNetwork()
    {
        var number = Interlocked.Increment(ref _networks);
        return $"198.18.{number / 256}.{number % 256}";
    }

    private async Task<string> KeyAsync() =>
        (await server.Services.GetRequiredService<ApiKeyIssuer>().CreateAsync("a test", Roles.Viewer, expiresAt: null, default)).Text;

    private async Task<HttpStatusCode> StatusAsync(string key, string address, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/Countries");
        request.Headers.Add("X-Api-Key", key);
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await server.Client.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3_600);
            Assert.Contains("BN430", await response.Content.ReadAsStringAsync(cancellationToken), StringComparison.Ordinal);
        }
        return response.StatusCode;
    }

    /// <summary>A server behind a local proxy that allows 5 attempts for each network and one more each hour. Its clock stands still until
    /// a test advances it.</summary>
    public sealed class AttemptLimitFixture()
        : FrozenClockFixture("--Access:MaxKeyAttempts", "5", "--Access:KeyAttemptInterval", "01:00:00", "--Proxies:Known", "127.0.0.1")
    {
        public static readonly TimeSpan AttemptEvery = TimeSpan.FromHours(1);
    }
}
