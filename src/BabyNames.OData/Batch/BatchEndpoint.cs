using BabyNames.ODataEngine.Http;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries.Caching;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Microsoft.OData;

namespace BabyNames.ODataEngine.Batch;

/// <summary>The endpoint of <c>$batch</c>. It executes the requests of a batch one after the other as requests of the same user. Clients
/// send batches when a URL would be too long.</summary>
internal sealed class BatchEndpoint(ODataEndpoint endpoint, ODataLimits limits, ODataService service, ILogger<BatchEndpoint> logger)
{
    private const long MaxBatchBytes = 1 << 20;

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = MaxBatchBytes;
            await HandleAsync(http, Format(http.Request));
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await ODataErrors.WriteAsync(http, exception, service, logger);
        }
    }

    private async Task HandleAsync(HttpContext http, IBatchFormat format)
    {
        var parts = new List<BatchPart>();
        await foreach (var part in format.ReadAsync(http.Request, http.RequestAborted))
        {
            parts.Add(part);
            if (parts.Count > limits.MaxBatchRequests)
                throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"The batch has more than {limits.MaxBatchRequests} requests (setting OData:MaxBatchRequests); send several batches."
                );
        }
        http.Response.ContentType = format.ContentType;
        http.Response.Headers["OData-Version"] = ODataUtils.ODataVersionToString(ODataRequest.VersionOf(http.Request));
        await format.BeginAsync(http.Response, http.RequestAborted);
        var failed = new HashSet<string>();
        foreach (var part in parts)
        {
            var response = await HandleAsync(http, part, part.DependsOn.FirstOrDefault(failed.Contains));
            await format.WriteAsync(http.Response, response, http.RequestAborted);
            if (response.Status < StatusCodes.Status400BadRequest)
                continue;
            if (!ContinuesOnError(http.Request))
                break;
            failed.Add(part.Id ?? "");
        }
        await format.EndAsync(http.Response, http.RequestAborted);
    }

    /// <param name="failed">Id of a failed request on which this one depends; null when there is none.</param>
    private async Task<BatchResponse> HandleAsync(HttpContext outer, BatchPart part, string? failed)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext
        {
            RequestServices = outer.RequestServices,
            User = outer.User,
            RequestAborted = outer.RequestAborted,
        };
        http.Response.Body = body;
        LongUri.Allow(http);
        http.Connection.RemoteIpAddress = outer.Connection.RemoteIpAddress;
        foreach (var name in new[] { "OData-MaxVersion", ConsistentRead.MinVersionHeader })
            http.Request.Headers[name] = outer.Request.Headers[name];
        foreach (var (name, value) in part.Headers)
            http.Request.Headers[name] = value;
        try
        {
            if (failed is not null)
                throw new ODataRequestException(
                    ODataErrorCodes.FailedDependency,
                    $"The request {failed}, on which this one depends, has failed."
                );
            SetAddress(http.Request, outer.Request, part);
            await endpoint.HandleAsync(http);
        }
        catch (ODataRequestException exception)
        {
            await ODataErrors.WriteAsync(http, exception, service, logger);
        }
        await http.Response.BodyWriter.FlushAsync(outer.RequestAborted);
        return new(part, http.Response.StatusCode, http.Response.Headers, body.ToArray());
    }

    /// <exception cref="ODataRequestException">The URL is not a URL of this service, or is another batch.</exception>
    private void SetAddress(HttpRequest request, HttpRequest outer, BatchPart part)
    {
        ODataRequest.CheckPath(part.Target.Split('?')[0]);
        var root = new Uri($"{outer.Scheme}://{outer.Host}{outer.PathBase}{service.Path}/");
        if (
            !Uri.TryCreate(root, part.Target, out var address)
            || !address.AbsoluteUri.StartsWith(root.AbsoluteUri, StringComparison.Ordinal)
        )
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "A request of the batch has a URL outside of this service.");
        if (address.AbsolutePath.EndsWith("/$batch", StringComparison.OrdinalIgnoreCase))
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "A batch cannot contain another batch.");
        (request.Method, request.Scheme, request.Host, request.PathBase) = (part.Method, outer.Scheme, outer.Host, outer.PathBase);
        var path = PathString.FromUriComponent(address);
        request.Path = path.StartsWithSegments(outer.PathBase, out var rest) ? rest : path;
        request.QueryString = QueryString.FromUriComponent(address);
        request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = address.PathAndQuery[
            outer.PathBase.ToUriComponent().Length..
        ];
    }

    /// <exception cref="ODataRequestException">The content type is neither JSON nor multipart.</exception>
    private static IBatchFormat Format(HttpRequest request)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        return type?.MediaType.Value switch
        {
            "application/json" => new JsonBatch(),
            "multipart/mixed" when HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 } boundary => new MultipartBatch(
                boundary.ToString()
            ),
            _ => throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The content type of a batch must be multipart/mixed with a boundary, or application/json."
            ),
        };
    }

    private static bool ContinuesOnError(HttpRequest request) =>
        request
            .Headers["Prefer"]
            .ToString()
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(preference =>
                preference is "continue-on-error" or "odata.continue-on-error" or "continue-on-error=true" or "odata.continue-on-error=true"
            );
}
