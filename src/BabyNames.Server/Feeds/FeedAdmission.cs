using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Feeds;

/// <summary>Lets a request of a feed, alone or in a batch, ask the database when its client can pay and there is a permit.</summary>
internal sealed class FeedAdmission(TokenBuckets buckets, ConcurrencyLimiter limiter)
{
    /// <exception cref="RefusedException">Not now.</exception>
    public async Task<AdmittedFeed> AdmitAsync(HttpContext http, Price price, CancellationToken cancellationToken)
    {
        // Of an earlier request of the same batch: whoever comes alone in debt was refused before.
        if (buckets.Debt(http) is { } pause)
            throw new RefusedException(Refusal.Spent(pause));
        var taken = buckets.Charge(http, price.Total);
        var client = Client.Of(http);
        var permit = await (CsvWriter.IsAsked(http.Request)
            ? limiter.AcquireStreamAsync(client, cancellationToken)
            : limiter.AcquireAsync(client, queries: 1, cancellationToken));
        if (permit is not null)
            return new(http, price, taken, buckets, permit);
        buckets.Charge(http, -taken);
        throw new RefusedException(Refusal.Busy);
    }
}

/// <summary>A request that the database works on.</summary>
/// <param name="taken">From its client's budget.</param>
internal sealed class AdmittedFeed(HttpContext http, Price price, double taken, TokenBuckets buckets, IDisposable permit)
{
    /// <summary>Ends it, and charges for the rows that it produced instead of those that were expected.</summary>
    public void End(long produced)
    {
        permit.Dispose();
        buckets.Charge(http, (price with { Produced = produced }).Total - taken);
    }
}

internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal => refusal;
}
