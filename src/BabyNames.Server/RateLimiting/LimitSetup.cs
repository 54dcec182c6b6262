using BabyNames.Server.Configuration;

namespace BabyNames.Server.RateLimiting;

/// <summary>Registers the limits of requests and queries.</summary>
internal static class LimitSetup
{
    public static void AddLimits(this IHostApplicationBuilder builder, int readerConnections)
    {
        builder.AddSettings<LimitOptions>("Limits", limits => limits.SetReaderConnections(readerConnections));
        builder
            .Services.AddSingleton<TokenBuckets>()
            .AddSingleton<ConcurrencyLimiter>()
            .AddSingleton<OperationAdmission>()
            .AddSingleton<RowCounts>()
            .AddSingleton<RowReads>()
            .AddSingleton<ODataEstimates>()
            .AddSingleton<ODataAdmission>();
    }

    /// <summary>Adds the limit of requests. It must come after authentication, which determines the client.</summary>
    public static void UseLimits(this WebApplication app) => app.UseMiddleware<LimitMiddleware>();
}
