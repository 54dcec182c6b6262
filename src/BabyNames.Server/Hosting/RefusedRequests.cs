using System.Net;
using System.Security.Claims;
using BabyNames.Sources;

namespace BabyNames.Server.Hosting;

/// <summary>Logs a line for each refused request, with its address and key. Of many requests in a short time only the first ones are
/// logged, then the number of the others.</summary>
internal sealed class RefusedRequests : IDisposable
{
    /// <summary>Maximum number of lines in an interval.</summary>
    public const int MaxLines = 20;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly ILogger<RefusedRequests> _logger;
    private readonly ITimer _timer;
    private int _count;

    public RefusedRequests(TimeProvider clock, ILogger<RefusedRequests> logger)
    {
        _logger = logger;
        _timer = clock.CreateTimer(_ => EndInterval(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a status is that of a refused request.</summary>
    public static bool Includes(int status) =>
        status
            is StatusCodes.Status401Unauthorized
                or StatusCodes.Status403Forbidden
                or StatusCodes.Status429TooManyRequests
                or StatusCodes.Status503ServiceUnavailable;

    /// <summary>Stores the public id of a key that was not accepted, for the line of the request.</summary>
    public static void SetInvalidKey(HttpContext http, string? keyId) => http.Items[typeof(RefusedRequests)] = keyId;

    /// <summary>Logs a refused request.</summary>
    public void Add(HttpContext http, int status)
    {
        lock (_lock)
        {
            if (_count++ == 0)
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
            if (_count > MaxLines)
                return;
        }
        _logger.RequestRefused(
            http.Request.Method,
            // The client chooses the path: line breaks are escaped, and a long path is cut.
            SourceError.Printable(http.Request.Path.ToUriComponent()),
            Address(http.Connection.RemoteIpAddress),
            status,
            KeyId(http)
        );
    }

    public void Dispose() => _timer.Dispose();

    private static string KeyId(HttpContext http) =>
        http.User.FindFirstValue(ClaimTypes.NameIdentifier)
        ?? (http.Items.TryGetValue(typeof(RefusedRequests), out var keyId) ? $"{keyId ?? "unknown"} (not valid)" : "none");

    private static string Address(IPAddress? address) =>
        address is null ? "unknown"
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
        : address.ToString();

    private void EndInterval()
    {
        int more;
        lock (_lock)
            (more, _count) = (_count - MaxLines, 0);
        if (more > 0)
            _logger.MoreRequestsRefused(Interval.TotalSeconds, more);
    }
}
