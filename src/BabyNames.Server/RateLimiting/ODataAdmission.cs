using BabyNames.GraphQLEngine.Cost;
using BabyNames.ODataEngine;
using BabyNames.Queries;

namespace BabyNames.Server.RateLimiting;

/// <summary>Admits an OData request, alone or in a batch, if its client has tokens and there is a permit.</summary>
internal sealed class ODataAdmission(ODataEstimates estimates, TokenBuckets buckets, ConcurrencyLimiter limiter) : IRequestAdmission
{
    public RowEstimate Estimate(RequestedRows rows) => estimates.Of(rows, new());

    public async Task<IAdmittedRequest> AdmitAsync(HttpContext http, RowEstimate rows, bool isStreamed, CancellationToken cancellationToken)
    {
        // The debt of an earlier request of the same batch: the middleware has refused other requests of a client in debt.
        if (buckets.Debt(http) is { } pause)
            throw Refused(Refusal.Spent(pause));
        var taken = buckets.Charge(http, Cost(rows.Size ?? 0, rows.Read));
        var client = Client.Of(http);
        var permit = await (
            isStreamed ? limiter.AcquireStreamAsync(client, cancellationToken) : limiter.AcquireAsync(client, queries: 1, cancellationToken)
        );
        if (permit is not null)
            return new Admitted(http, rows.Read, taken, buckets, permit);
        buckets.Charge(http, -taken);
        throw Refused(Refusal.Busy);
    }

    private static long Cost(long produced, long read) => produced + read / OperationCost.RowsReadForOne;

    private static RefusedException Refused(Refusal refusal) => new(refusal.Message, refusal.WriteAsync);

    /// <param name="taken">Tokens taken for the estimated rows.</param>
    private sealed class Admitted(HttpContext http, long read, double taken, TokenBuckets buckets, IDisposable permit) : IAdmittedRequest
    {
        public void End(long produced)
        {
            permit.Dispose();
            buckets.Charge(http, Cost(produced, read) - taken);
        }
    }
}
