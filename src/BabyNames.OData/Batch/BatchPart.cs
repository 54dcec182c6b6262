namespace BabyNames.ODataEngine.Batch;

/// <summary>One request of a batch.</summary>
/// <param name="Id">Id of the request, which its response repeats; null when the client gave none.</param>
/// <param name="Method">HTTP method in upper case.</param>
/// <param name="Target">URL as the client wrote it: absolute, or relative to the root of the host or of the service.</param>
/// <param name="Headers">Headers of the request.</param>
/// <param name="DependsOn">Ids of earlier requests. If one of them fails, this one is not executed.</param>
internal sealed record BatchPart(
    string? Id,
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyList<string> DependsOn
);

/// <summary>The response to one request of a batch.</summary>
/// <param name="Part">The request.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Headers of the response, without headers of the connection.</param>
/// <param name="Body">Bytes of the body; empty when there is none.</param>
internal sealed record BatchResponse(BatchPart Part, int Status, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body);

/// <summary>Reads and writes a format of batches.</summary>
internal interface IBatchFormat
{
    /// <summary>Content type of the response.</summary>
    string ContentType { get; }

    /// <summary>Reads the requests of a batch.</summary>
    /// <exception cref="ODataRequestException">The batch cannot be read.</exception>
    IAsyncEnumerable<BatchPart> ReadAsync(HttpRequest request, CancellationToken cancellationToken);

    Task BeginAsync(HttpResponse response, CancellationToken cancellationToken);

    Task WriteAsync(HttpResponse response, BatchResponse part, CancellationToken cancellationToken);

    Task EndAsync(HttpResponse response, CancellationToken cancellationToken);
}
