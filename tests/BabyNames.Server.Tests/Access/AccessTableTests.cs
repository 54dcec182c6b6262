using System.Net;
using System.Text;
using BabyNames.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Access;

/// <summary>Sends every operation of the server with each kind of key and compares the results with the approved table. A new operation is
/// not in the approved table, so no role gets it by mistake.</summary>
public class AccessTableTests(ApiKeyFixture server) : IClassFixture<ApiKeyFixture>
{
    private const string Heading = """
        # Access

        The table is for a server with `Access:AnonymousReading=false`. If it is `true`, a request without a key has the rights of a viewer.
        An invalid key is refused in any case. 401 and 403 are HTTP statuses. "Not authorized" is the GraphQL error
        AUTH_NOT_AUTHORIZED. A key with the role monitor has the same rights on any server. A test sends each operation to a
        running server and writes this table.


        """;

    [Fact]
    public async Task Each_role_may_use_exactly_the_operations_of_the_approved_table()
    {
        (string Name, string? Key)[] keys =
        [
            ("no key", null),
            ("malformed", "bn_nonsense"),
            ("expired", await EndedAsync("expires_at")),
            ("revoked", await EndedAsync("revoked_at")),
            ("monitor", server.MonitorKey),
            ("viewer", server.ViewerKey),
            ("admin", server.AdminKey),
        ];
        var table = new StringBuilder(Heading).Append(
            $"| operation | {string.Join(" | ", keys.Select(key => key.Name))} |\n|---|{string.Concat(keys.Select(_ => "---|"))}\n"
        );
        foreach (var (operation, send) in await OperationsAsync())
        {
            var results = new List<string>();
            foreach (var (_, key) in keys)
                results.Add(await send(key));
            table.Append($"| {operation} | {string.Join(" | ", results)} |\n");
        }
        await Approved.CompareAsync("docs/access.md", table.ToString());
    }

    private async Task<List<(string Operation, Func<string?, Task<string>> Ask)>> OperationsAsync()
    {
        var operations = new List<(string, Func<string?, Task<string>>)>();
        foreach (
            var endpoint in server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        )
        {
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{**resource}", "", StringComparison.Ordinal);
            operations.Add(($"HTTP {path}", key => AskAsync(key, new(HttpMethod.Get, path))));
        }
        var schema = (await server.DataAsync(SampleOperation.Introspection, key: server.ViewerKey)).GetProperty("__schema");
        foreach (var kind in new[] { "query", "mutation", "subscription" })
        {
            foreach (var field in SampleOperation.Fields(schema, kind))
                operations.Add(
                    (
                        $"GraphQL {kind} {field.GetProperty("name").GetString()}",
                        key => AskAsync(key, SampleOperation.Request(schema, kind, field))
                    )
                );
        }
        foreach (var name in await EntitySetsAsync())
            operations.Add(($"OData {name}", key => AskAsync(key, new(HttpMethod.Get, $"/odata/{name}?$top=1"))));
        return [.. operations.DistinctBy(operation => operation.Item1).OrderBy(operation => operation.Item1, StringComparer.Ordinal)];
    }

    /// <summary>Returns every entity set and function import, including those that the service document does not list.</summary>
    private async Task<IEnumerable<string>> EntitySetsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/$metadata");
        request.Headers.Add("X-Api-Key", server.ViewerKey);
        using var response = await server.Client.SendAsync(request);
        var metadata = System.Xml.Linq.XDocument.Parse(await response.Content.ReadAsStringAsync());
        return metadata
            .Descendants()
            .Where(element => element.Name.LocalName is "EntitySet" or "FunctionImport")
            .Select(element => element.Attribute("Name")!.Value)
            .Append("$metadata")
            .Append("$batch");
    }

    /// <returns><c>yes</c>, or how the server refuses the request.</returns>
    private async Task<string> AskAsync(string? key, HttpRequestMessage request)
    {
        using (request)
        {
            if (key is not null)
                request.Headers.Add("X-Api-Key", key);
            using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                return $"{(int)response.StatusCode}";
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
                return "yes";
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(
                response.StatusCode < HttpStatusCode.InternalServerError || response.StatusCode == HttpStatusCode.NotImplemented,
                $"{request.RequestUri}: {body}"
            );
            Assert.True(
                request.Method != HttpMethod.Post || body.Contains("\"data\"", StringComparison.Ordinal),
                $"The server did not execute the request: {body}"
            );
            return body.Contains("AUTH_NOT_AUTHORIZED", StringComparison.Ordinal) ? "not authorized" : "yes";
        }
    }

    private async Task<string> EndedAsync(string column)
    {
        var key = await server.KeyAsync("ADMIN");
        await server.SqlAsync($"UPDATE api_keys SET {column} = NOW() WHERE key_id = $1", ApiKeyFixture.IdOf(key));
        await server.EndsAsync(key);
        return key;
    }
}
