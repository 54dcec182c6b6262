using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace BabyNames.ODataEngine.Batch;

/// <summary>The multipart format of batches, of OData 4.0: each part of a <c>multipart/mixed</c> message is an HTTP request.</summary>
internal sealed class MultipartBatch(string boundary) : IBatchFormat
{
    private readonly string _boundary = $"batchresponse_{Guid.NewGuid()}";

    public string ContentType => $"multipart/mixed; boundary={_boundary}";

    public async IAsyncEnumerable<BatchPart> ReadAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(boundary, request.Body);
        while (await NextAsync(reader, cancellationToken) is var (section, text))
        {
            if (section.ContentType?.StartsWith("application/http", StringComparison.OrdinalIgnoreCase) != true)
                throw new ODataRequestException(
                    ODataErrorCodes.NotImplemented,
                    "The parts of a batch must be application/http. Change sets are not supported, because the service is read-only."
                );
            yield return Parse(section.Headers?.GetValueOrDefault("Content-ID").ToString(), text);
        }
    }

    public Task BeginAsync(HttpResponse response, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task WriteAsync(HttpResponse response, BatchResponse part, CancellationToken cancellationToken)
    {
        var head = new StringBuilder($"--{_boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
        if (part.Part.Id is { Length: > 0 } id)
            head.Append($"Content-ID: {id}\r\n");
        head.Append($"\r\nHTTP/1.1 {part.Status} {ReasonPhrases.GetReasonPhrase(part.Status)}\r\n");
        foreach (var (name, value) in part.Headers)
            head.Append($"{name}: {value}\r\n");
        await response.WriteAsync(head.Append("\r\n").ToString(), cancellationToken);
        await response.Body.WriteAsync(part.Body, cancellationToken);
        await response.WriteAsync("\r\n", cancellationToken);
    }

    public Task EndAsync(HttpResponse response, CancellationToken cancellationToken) =>
        response.WriteAsync($"--{_boundary}--\r\n", cancellationToken);

    private static async Task<(MultipartSection Section, string Text)?> NextAsync(
        MultipartReader reader,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await reader.ReadNextSectionAsync(cancellationToken) is not { } section)
                return null;
            using var text = new StreamReader(section.Body, Encoding.UTF8);
            return (section, await text.ReadToEndAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The batch is incomplete, or its parts are not separated by its boundary."
            );
        }
    }

    /// <summary>Parses a request line and headers. A body is ignored, because the service is read-only.</summary>
    private static BatchPart Parse(string? id, string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).SkipWhile(line => line.Length == 0).ToList();
        if (
            lines is not [var first, ..]
            || first.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var method, var target, var version]
            || !version.StartsWith("HTTP/", StringComparison.Ordinal)
        )
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "A part of the batch does not begin with a request such as `GET $metadata HTTP/1.1`."
            );
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1).TakeWhile(line => line.Length > 0))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "A part of the batch has a header without a colon.");
            headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
        return new(id, method.ToUpperInvariant(), target, headers, DependsOn: []);
    }
}
