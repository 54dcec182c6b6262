using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace BabyNames.ODataEngine.Batch;

/// <summary>The JSON format of batches, of OData 4.01: <c>{"requests":[{"id":"1","method":"get","url":"$metadata"}]}</c>.</summary>
internal sealed class JsonBatch : IBatchFormat
{
    private bool _hasResponse;

    public string ContentType => "application/json";

    public async IAsyncEnumerable<BatchPart> ReadAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Document? batch;
        try
        {
            batch = await JsonSerializer.DeserializeAsync<Document>(request.Body, JsonSerializerOptions.Web, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"The batch is not valid JSON: line {exception.LineNumber + 1} cannot be read."
            );
        }
        var ids = new HashSet<string>();
        foreach (
            var part in batch?.Requests ?? throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "The batch has no `requests`.")
        )
        {
            if (part is not { Id: { } id, Method: { } method, Url: { } url })
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "A request of the batch needs `id`, `method` and `url`.");
            if (part.DependsOn?.FirstOrDefault(earlier => !ids.Contains(earlier)) is { } missing)
                throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"The request {id} of the batch depends on {missing}, which is not an earlier request."
                );
            if (!ids.Add(id))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"Two requests of the batch have the id {id}.");
            yield return new(id, method.ToUpperInvariant(), url, part.Headers ?? [], part.DependsOn ?? []);
        }
    }

    public Task BeginAsync(HttpResponse response, CancellationToken cancellationToken) =>
        response.WriteAsync("{\"responses\":[", cancellationToken);

    public async Task WriteAsync(HttpResponse response, BatchResponse part, CancellationToken cancellationToken)
    {
        var headers = JsonSerializer.Serialize(
            part.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString())
        );
        await response.WriteAsync(
            $"{(_hasResponse ? "," : "")}{{\"id\":{JsonSerializer.Serialize(part.Part.Id)},\"status\":{part.Status},\"headers\":{headers}",
            cancellationToken
        );
        if (!part.Body.IsEmpty)
        {
            await response.WriteAsync(",\"body\":", cancellationToken);
            var isJson = part.Headers.ContentType.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
            await response.Body.WriteAsync(
                isJson ? part.Body : JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(part.Body.Span)),
                cancellationToken
            );
        }
        await response.WriteAsync("}", cancellationToken);
        _hasResponse = true;
    }

    public Task EndAsync(HttpResponse response, CancellationToken cancellationToken) => response.WriteAsync("]}", cancellationToken);

    private sealed record Document(IReadOnlyList<Part?>? Requests);

    private sealed record Part(
        string? Id,
        string? Method,
        string? Url,
        Dictionary<string, string>? Headers,
        IReadOnlyList<string>? DependsOn
    );
}
