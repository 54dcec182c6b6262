using System.Net;
using System.Net.Sockets;
using System.Text;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Hosting;

/// <summary>Sends chunked request bodies with invalid chunk sizes.</summary>
public class ChunkedBodyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/graphql", "application/json", "FFFFFFFFFFFFFFFF")]
    [InlineData("/graphql", "application/json", "10000000000000000")]
    [InlineData("/graphql", "application/json", "-1")]
    [InlineData("/graphql", "application/json", "xyz")]
    [InlineData("/graphql", "multipart/form-data; boundary=b", "FFFFFFFFFFFFFFFF")]
    [InlineData("/odata/$batch", "application/json", "FFFFFFFFFFFFFFFF")]
    [InlineData("/odata/$batch", "multipart/mixed; boundary=b", "FFFFFFFFFFFFFFFF")]
    [InlineData("/odata/$batch", "multipart/mixed; boundary=b", "xyz")]
    public async Task An_invalid_chunk_size_is_a_bad_request(string path, string contentType, string size)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nGraphQL-Preflight: 1\r\nX-Api-Key: {server.AdminKey}\r\nContent-Type: "
                    + $"{contentType}\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n"
            )
        );
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 400 Bad Request", await Eventually.EndAsync(reader.ReadLineAsync(), "the response"));
    }
}
