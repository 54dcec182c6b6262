using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace BabyNames.Queries.Caching;

/// <summary>Reads a response that shows one data version, and at least the one that the client requires.</summary>
public static class ConsistentRead
{
    /// <summary>Header of responses: the data version of the rows.</summary>
    public const string VersionHeader = "Data-Version";

    /// <summary>Header of requests: the lowest data version that the response may show.</summary>
    public const string MinVersionHeader = "Min-Data-Version";

    private const int MaxAttempts = 3;

    /// <summary>Returns the lowest data version that a request accepts; null if it accepts any.</summary>
    /// <exception cref="FormatException">The header is not a version.</exception>
    public static long? MinVersion(HttpRequest request) =>
        request.Headers[MinVersionHeader] is not { Count: > 0 } header ? null
        : long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
        : throw new FormatException($"The header {MinVersionHeader} must be one data version, a whole number.");

    /// <summary>Reads a response. A response of a standby that is behind, or that failed there, is read again from the primary.</summary>
    /// <param name="min">The lowest data version that the client accepts; null for any.</param>
    /// <param name="read">Reads the response within a <see cref="RequestSnapshot"/>. It returns whether the database failed.</param>
    /// <returns>The last response and its data version; null if no version was read.</returns>
    /// <exception cref="DataVersionException">The required version does not exist yet, or the version changed with each
    /// attempt.</exception>
    public static async Task<(T Response, long? Version)> RunAsync<T>(
        IDataVersion versions,
        long? min,
        Func<RequestSnapshot, Task<(T Response, bool HasFailed)>> read,
        CancellationToken cancellationToken
    )
    {
        if (min is { } required && !await versions.WaitAsync(required, cancellationToken))
            throw new DataVersionException(required);
        for (var attempt = 1; ; attempt++)
        {
            var snapshot = RequestSnapshot.Begin(usesPrimary: attempt > 1 || !versions.HasStandby, min);
            var (response, hasFailed) = await read(snapshot);
            if (hasFailed ? snapshot.UsesPrimary : snapshot.IsAcceptable)
                return (response, snapshot.Version);
            if (attempt == MaxAttempts || snapshot is { UsesPrimary: true, IsMixed: false })
                throw new DataVersionException(min);
        }
    }

    /// <summary>Sets the header with the data version of a response.</summary>
    public static void WriteVersion(HttpResponse response, long? version)
    {
        if (version is { } known)
            response.Headers[VersionHeader] = known.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>Thrown if no response can be read at the data version that the client requires. The client can try again later.</summary>
/// <param name="required">The required version; null if the data changed while the response was read.</param>
public sealed class DataVersionException(long? required)
    : Exception(
        required is null
            ? "The data changed while the response was read. Try again."
            : $"The data version {required} is not available yet. Try again later."
    );
