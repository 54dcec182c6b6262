using System.Globalization;
using BabyNames.Server.Errors;
using BabyNames.Server.Telemetry;

namespace BabyNames.Server.RateLimiting;

/// <summary>The response to a request that a limit refuses.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Error code.</param>
/// <param name="Seconds">Value of Retry-After in seconds.</param>
internal sealed record Refusal(int Status, string Code, string Message, int Seconds)
{
    /// <summary>Returns the refusal of a client that has no tokens left.</summary>
    public static Refusal NoTokens(TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
        return new(
            StatusCodes.Status429TooManyRequests,
            ErrorCodes.TooManyRequests,
            $"This API key or address has no tokens left. Try again in {seconds} s, and request fewer rows or fields.",
            seconds
        );
    }

    /// <summary>The refusal if no permit was available in time.</summary>
    public static Refusal Busy { get; } =
        new(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Unavailable, "The server is busy. Try again later.", 1);

    /// <summary>Writes the response in the format of the front end.</summary>
    public Task WriteAsync(HttpContext http)
    {
        AddRetryAfter(http);
        http.Response.StatusCode = Status;
        return ErrorResponse.WriteAsync(http, Code, Message);
    }

    /// <summary>Counts the refusal in the metrics, and sets Retry-After unless the response has started.</summary>
    public void AddRetryAfter(HttpContext http)
    {
        Instruments.RefusedRequests.Add(1, KeyValuePair.Create<string, object?>("code", Code));
        if (!http.Response.HasStarted)
            http.Response.Headers.RetryAfter = Seconds.ToString(CultureInfo.InvariantCulture);
    }
}
