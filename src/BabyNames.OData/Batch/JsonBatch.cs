using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace BabyNames.ODataEngine.Batch;

/// <summary>The batch of OData 4.01: <c>{"requests":[{"id":"1","method":"get","url":"$metadata"}]}</c>.</summary>
internal sealed class JsonBatch : IBatchFormat
{
    private bool _hasAnswer;

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
                $"The batch is not the JSON of one: line {exception.LineNumber + 1} cannot be read."
            );
        }
        var known = new HashSet<string>();
        foreach (
            var part in batch?.Requests ?? throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "The batch has no `requests`.")
        )
        {
            if (part is not { Id: { } id, Method: { } method, Url: { } url })
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "A request of the batch needs `id`, `method` and `url`.");
            if (part.DependsOn?.FirstOrDefault(earlier => !known.Contains(earlier)) is { } missing)
                throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"The request {id} of the batch depends on {missing}, which does not come before it."
                );
            if (!known.Add(id))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"Two requests of the batch have the id {id}.");
            yield return new(id, method.ToUpperInvariant(), url, part.Headers ?? [], part.DependsOn ?? []);
        }
    }

    public Task BeginAsync(HttpResponse response, CancellationToken cancellationToken) =>
        response.WriteAsync("{\"responses\":[", cancellationToken);

    public async Task WriteAsync(HttpResponse response, BatchResponse answer, CancellationToken cancellationToken)
    {
        var headers = JsonSerializer.Serialize(
            answer.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString())
        );
        await response.WriteAsync(
            $"{(_hasAnswer ? "," : "")}{{\"id\":{JsonSerializer.Serialize(answer.Part.Id)},\"status\":{answer.Status},\"headers\":{headers}",
            cancellationToken
        );
        if (!answer.Body.IsEmpty)
        {
            await response.WriteAsync(",\"body\":", cancellationToken);
            var isJson = answer.Headers.ContentType.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
            await response.Body.WriteAsync(
                isJson ? answer.Body : JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(answer.Body.Span)),
                cancellationToken
            );
        }
        await response.WriteAsync("}", cancellationToken);
        _hasAnswer = true;
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
