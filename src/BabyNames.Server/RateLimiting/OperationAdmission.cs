using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Errors;

namespace BabyNames.Server.RateLimiting;

/// <summary>Admits a GraphQL operation if its client has tokens and permits for its queries are available.</summary>
internal sealed class OperationAdmission(TokenBuckets buckets, ConcurrencyLimiter limiter)
{
    /// <inheritdoc cref="Admission"/>
    public async ValueTask<IAdmittedOperation?> AdmitAsync(
        HttpContext http,
        bool isQuery,
        OperationCost cost,
        CancellationToken cancellationToken
    )
    {
        // An operation of a WebSocket counts as a request. For other operations the middleware has charged the token.
        if (http.WebSockets.IsWebSocketRequest && buckets.Take(http) is { } retryAfter)
            throw Error(http, Refusal.NoTokens(retryAfter));
        var charged = buckets.Charge(http, cost.FieldCost + cost.TypeCost);
        // The client determines the duration of subscriptions and uploads, so they hold no permit.
        if (!isQuery)
            return null;
        if (await limiter.AcquireAsync(Client.Of(http), cost.Queries, cancellationToken) is { } permits)
            return new Admitted(http, cost, charged, buckets, permits);
        buckets.Charge(http, -charged);
        throw Error(http, Refusal.Busy);
    }

    private static ClientError Error(HttpContext http, Refusal refusal)
    {
        refusal.AddRetryAfter(http);
        return new(refusal.Message, refusal.Code) { Status = refusal.Status };
    }

    private sealed class Admitted(HttpContext http, OperationCost cost, double charged, TokenBuckets buckets, IDisposable permits)
        : IAdmittedOperation
    {
        public void Settle(long typeCost) => buckets.Charge(http, cost.FieldCost + typeCost - charged);

        public void Dispose() => permits.Dispose();
    }
}
