using System.Net;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

public class AttemptTests(AttemptTests.Wary wary) : IClassFixture<AttemptTests.Wary>
{
    [Fact]
    public async Task Whoever_guesses_is_told_to_wait_and_holders_of_keys_are_not()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(wary.ViewerKey));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
            answers.Add(await StatusAsync(ApiKey.Create().ToString()));
        // Four, for the viewer's key was an attempt too.
        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 4), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(wary.ViewerKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("bn_mistyped"));
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/Countries");
        request.Headers.Add("X-Api-Key", key);
        using var response = await wary.Client.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3_600);
            Assert.Contains("BN430", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        return response.StatusCode;
    }

    public sealed class Wary() : ServerFixture("--Access:Attempts", "5", "--Access:AttemptEvery", "01:00:00");
}
