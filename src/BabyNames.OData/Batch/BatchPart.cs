namespace BabyNames.ODataEngine.Batch;

/// <summary>One request of a batch.</summary>
/// <param name="Id">By which the client knows its answer; null when it gave none.</param>
/// <param name="DependsOn">Ids of earlier ones without which this one has no use.</param>
/// <param name="Target">As the client wrote it: absolute, from the host's root, or from the service's.</param>
internal sealed record BatchPart(
    string? Id,
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyList<string> DependsOn
);

/// <param name="Headers">Without those of the connection.</param>
internal sealed record BatchResponse(BatchPart Part, int Status, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body);

/// <summary>How a batch is written on the wire.</summary>
internal interface IBatchFormat
{
    string ContentType { get; }

    /// <exception cref="ODataRequestException">It cannot be read.</exception>
    IAsyncEnumerable<BatchPart> ReadAsync(HttpRequest request, CancellationToken cancellationToken);

    Task BeginAsync(HttpResponse response, CancellationToken cancellationToken);

    Task WriteAsync(HttpResponse response, BatchResponse answer, CancellationToken cancellationToken);

    Task EndAsync(HttpResponse response, CancellationToken cancellationToken);
}
