using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Errors;

namespace BabyNames.Server.RateLimiting;

/// <summary>Admits a GraphQL operation if its client has tokens and there are permits for its queries.</summary>
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
        // An operation of a WebSocket counts as a request; for other operations the middleware has taken the token.
        if (http.WebSockets.IsWebSocketRequest && buckets.Take(http) is { } pause)
            throw Error(http, Refusal.Spent(pause));
        var taken = buckets.Charge(http, cost.FieldCost + cost.TypeCost);
        // Subscriptions and uploads last as long as their client wants, so they hold no permit.
        if (!isQuery)
            return null;
        if (await limiter.AcquireAsync(Client.Of(http), cost.Queries, cancellationToken) is { } permits)
            return new Admitted(http, cost, taken, buckets, permits);
        buckets.Charge(http, -taken);
        throw Error(http, Refusal.Busy);
    }

    private static ClientError Error(HttpContext http, Refusal refusal)
    {
        refusal.Announce(http);
        return new(refusal.Message, refusal.Code) { Status = refusal.Status };
    }

    private sealed class Admitted(HttpContext http, OperationCost cost, double taken, TokenBuckets buckets, IDisposable permits)
        : IAdmittedOperation
    {
        public void Settle(long typeCost) => buckets.Charge(http, cost.FieldCost + typeCost - taken);

        public void Dispose() => permits.Dispose();
    }
}
