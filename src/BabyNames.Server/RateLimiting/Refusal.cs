using System.Globalization;
using BabyNames.Server.Errors;
using BabyNames.Server.Telemetry;

namespace BabyNames.Server.RateLimiting;

/// <summary>A refused request: the reason, and when to try again.</summary>
internal sealed record Refusal(int Status, string Code, string Message, int Seconds)
{
    public static Refusal Spent(TimeSpan pause)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds));
        return new(
            StatusCodes.Status429TooManyRequests,
            ErrorCodes.TooManyRequests,
            $"The budget of this key or address is used up. Try again in {seconds} s, and ask for fewer rows or fields.",
            seconds
        );
    }

    public static Refusal Busy { get; } =
        new(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Unavailable, "The server is busy. Try again later.", 1);

    /// <summary>Writes the error in the format of the front end.</summary>
    public Task WriteAsync(HttpContext http)
    {
        Announce(http);
        http.Response.StatusCode = Status;
        return ErrorResponse.WriteAsync(http, Code, Message);
    }

    /// <summary>Counts the refusal and sets Retry-After, unless the response has started.</summary>
    public void Announce(HttpContext http)
    {
        Instruments.RefusedRequests.Add(1, KeyValuePair.Create<string, object?>("code", Code));
        if (!http.Response.HasStarted)
            http.Response.Headers.RetryAfter = Seconds.ToString(CultureInfo.InvariantCulture);
    }
}
