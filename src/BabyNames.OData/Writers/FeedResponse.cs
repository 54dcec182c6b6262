using Microsoft.OData;

namespace BabyNames.ODataEngine.Writers;

/// <summary>An HTTP response as the OData library writes to one.</summary>
internal sealed class FeedResponse(HttpResponse response, Stream body, IServiceProvider services) : IODataResponseMessageAsync, IServiceCollectionProvider
{
    public IServiceProvider ServiceProvider => services;

    public IEnumerable<KeyValuePair<string, string>> Headers => response.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));

    public int StatusCode
    {
        get => response.StatusCode;
        set => response.StatusCode = value;
    }

    public string? GetHeader(string headerName) => response.Headers.TryGetValue(headerName, out var value) ? value.ToString() : null;

    public void SetHeader(string headerName, string headerValue) => response.Headers[headerName] = headerValue;

    public Stream GetStream() => body;

    public Task<Stream> GetStreamAsync() => Task.FromResult(body);
}
