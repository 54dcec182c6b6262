using BabyNames.GraphQLEngine.Cost;
using BabyNames.ODataEngine;
using BabyNames.Queries;

namespace BabyNames.Server.RateLimiting;

/// <summary>Admits an OData request, or a request of a batch, if its client has tokens and a permit is available.</summary>
internal sealed class ODataAdmission(ODataEstimates estimates, TokenBuckets buckets, ConcurrencyLimiter limiter) : IRequestAdmission
{
    /// <inheritdoc/>
    public RowEstimate Estimate(RequestedRows rows) => estimates.Of(rows, new());

    /// <inheritdoc/>
    public async Task<IAdmittedRequest> AdmitAsync(HttpContext http, RowEstimate rows, bool isStreamed, CancellationToken cancellationToken)
    {
        // An earlier request of the same batch may have caused a debt. The middleware refuses other requests of a client with a debt.
        if (buckets.DebtTime(http) is { } retryAfter)
            throw Refused(Refusal.NoTokens(retryAfter));
        var charged = buckets.Charge(http, Cost(rows.Size ?? 0, rows.Read));
        var client = Client.Of(http);
        var permit = await (
            isStreamed ? limiter.AcquireStreamAsync(client, cancellationToken) : limiter.AcquireAsync(client, queries: 1, cancellationToken)
        );
        if (permit is not null)
            return new Admitted(http, rows.Read, charged, buckets, permit);
        buckets.Charge(http, -charged);
        throw Refused(Refusal.Busy);
    }

    private static long Cost(long produced, long read) => produced + read / OperationCost.RowsReadForOne;

    private static RefusedException Refused(Refusal refusal) => new(refusal.Message, refusal.WriteAsync);

    /// <param name="charged">Tokens that were charged for the estimated rows.</param>
    private sealed class Admitted(HttpContext http, long read, double charged, TokenBuckets buckets, IDisposable permit) : IAdmittedRequest
    {
        public void End(long produced)
        {
            permit.Dispose();
            buckets.Charge(http, Cost(produced, read) - charged);
        }
    }
}
