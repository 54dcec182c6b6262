using System.IO.Compression;
using System.Net;
using System.Text;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests that media types are compared without case, and that a parameter value can be quoted (RFC 9110, 8.3.1).</summary>
public class GraphQLMediaTypeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly byte[] Query = Encoding.UTF8.GetBytes("""{"query":"{ __typename }"}""");

    [Theory]
    [InlineData("Application/JSON", "*/*")]
    [InlineData("application/json;charset=\"utf-8\"", "*/*")]
    [InlineData("application/json; charset=UTF-8", "Application/JSON")]
    [InlineData("application/json", "APPLICATION/graphql-response+json")]
    [InlineData("application/json", "Application/*")]
    public async Task A_media_type_is_accepted_in_any_case_and_with_quoted_parameters(string contentType, string accept)
    {
        using var response = await PostAsync(Query, contentType, accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    public async Task Another_media_type_is_refused(string contentType)
    {
        using var response = await PostAsync(Query, contentType, "*/*");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_compressed_request_body_is_refused()
    {
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync(Query);
        using var response = await PostAsync(zipped.ToArray(), "application/json", "*/*", "gzip");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("Content-Encoding", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string contentType, string accept, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await server.Client.SendAsync(request);
    }
}
