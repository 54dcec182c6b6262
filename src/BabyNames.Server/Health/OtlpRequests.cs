using BabyNames.Server.Telemetry;

namespace BabyNames.Server.Health;

/// <summary>Observes the requests that send traces and metrics, because the exporter does not log their failures.</summary>
internal sealed class OtlpRequests(Conditions conditions) : DelegatingHandler(new SocketsHttpHandler())
{
    private const string Check = "telemetry";

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Observe(base.Send(request, cancellationToken), request);
        }
        catch (Exception exception)
        {
            Fail(request, exception.Message);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Observe(await base.SendAsync(request, cancellationToken), request);
        }
        catch (Exception exception)
        {
            Fail(request, exception.Message);
            throw;
        }
    }

    private HttpResponseMessage Observe(HttpResponseMessage response, HttpRequestMessage request)
    {
        if (response.IsSuccessStatusCode)
            conditions.Pass(Check);
        else
            Fail(request, $"status {(int)response.StatusCode}");
        return response;
    }

    private void Fail(HttpRequestMessage request, string cause)
    {
        // The address may contain a password.
        var address = request.RequestUri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        conditions.Fail(
            Check,
            $"traces and metrics cannot be sent to {address} and are lost; check OTEL_EXPORTER_OTLP_ENDPOINT and the collector. "
                + $"Cause: {cause}"
        );
    }
}
