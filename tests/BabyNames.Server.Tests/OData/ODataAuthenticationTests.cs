using System.Net;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

public class ODataAuthenticationTests(KeyRequiredFixture server) : IClassFixture<KeyRequiredFixture>
{
    [Theory]
    [InlineData("/odata")]
    [InlineData("/odata/$metadata")]
    [InlineData("/odata/NameStatistics")]
    [InlineData("/odata/Countries/$count")]
    [InlineData("/odata/nowhere")]
    [InlineData("/odata/Countries?api_key=wrong")]
    public async Task A_request_without_a_key_gets_401(string path)
    {
        using var response = await server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["Bearer", "Basic"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal("BN401", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_key_is_accepted_in_each_supported_header_and_in_the_query_string()
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"anything:{server.ViewerKey}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/odata/Countries", "Authorization", $"Bearer {server.ViewerKey}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/odata/Countries", "Authorization", $"Basic {basic}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/odata/Countries", "X-Api-Key", server.ViewerKey));
        Assert.Equal(HttpStatusCode.OK, await AskAsync($"/odata/Countries?api_key={server.ViewerKey}", "Accept", "*/*"));
        // Power Query's organizational account begins with an empty bearer token.
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("/odata/Countries", "Authorization", "Bearer "));
    }

    private async Task<HttpStatusCode> AskAsync(string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }
}
