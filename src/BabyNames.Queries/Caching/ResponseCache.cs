using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace BabyNames.Queries.Caching;

/// <summary>Caches whole responses, byte for byte, until the data version changes. Only responses that are the same for every client may be
/// stored. Thread-safe.</summary>
/// <param name="limit">Maximum number of bytes of all responses together; 0 disables the cache.</param>
/// <param name="version">Returns the data version; null while it is unknown. Then the cache is not used.</param>
public sealed class ResponseCache(long limit, Func<long?> version)
{
    /// <summary>Bytes of an entry in addition to its response.</summary>
    private const int Overhead = 200;

    private readonly Lock _lock = new();
    private volatile Generation _young = new(-1);
    private volatile Generation _old = new(-1);
    private long _hits;
    private long _misses;

    /// <summary>Number of requests whose response was in the cache.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Number of requests whose response was not in the cache.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>Finds the response to a request.</summary>
    /// <param name="variant">What the response depends on besides the request, such as its media type.</param>
    /// <param name="request">The bytes of the request.</param>
    /// <returns>The entry of the request, with or without a response; null if the cache is disabled or the version is unknown.</returns>
    public CacheEntry? Find(string variant, ReadOnlySpan<byte> request)
    {
        if (limit == 0 || version() is not { } current)
            return null;
        var entry = Find(Key(variant, request), current);
        Interlocked.Increment(ref entry.Response is null ? ref _misses : ref _hits);
        return entry;
    }

    /// <summary>Stores the response to a request. It is not stored if it is larger than half of the cache.</summary>
    /// <param name="entry">The entry that <see cref="Find(string, ReadOnlySpan{byte})"/> returned before the response was computed. The
    /// response is not stored if the data version has changed since.</param>
    public void Store(CacheEntry entry, CachedResponse response)
    {
        var size = response.Body.Length + Overhead;
        if (size > limit / 2 || version() != entry.Version)
            return;
        var young = YoungFor(entry.Version, size);
        if (young.Responses.TryAdd(entry.Key, response))
            Interlocked.Add(ref young.Bytes, size);
    }

    private CacheEntry Find(string key, long current)
    {
        var (young, old) = (_young, _old);
        if (young.Version == current && young.Responses.TryGetValue(key, out var response))
            return new(key, current, response);
        if (old.Version != current || !old.Responses.TryGetValue(key, out response))
            return new(key, current, null);
        Store(new(key, current, null), response);
        return new(key, current, response);
    }

    /// <summary>Returns the young half. When it is full, it becomes the old half, and the responses of the former old half that were not
    /// used since are removed.</summary>
    private Generation YoungFor(long current, int size)
    {
        lock (_lock)
        {
            if (_young.Version != current)
                (_young, _old) = (new(current), new(current));
            else if (Interlocked.Read(ref _young.Bytes) + size > limit / 2)
                (_young, _old) = (new(current), _young);
            return _young;
        }
    }

    /// <summary>Returns the key of a request. The hash is cryptographic, so that a client cannot construct a request with the key of
    /// another.</summary>
    private static string Key(string variant, ReadOnlySpan<byte> request)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request, hash);
        return variant + Encoding.Latin1.GetString(hash);
    }

    private sealed class Generation(long version)
    {
        public long Bytes;

        public long Version { get; } = version;

        public ConcurrentDictionary<string, CachedResponse> Responses { get; } = new();
    }
}

/// <summary>The entry of a request in the cache.</summary>
/// <param name="Key">Key of the request.</param>
/// <param name="Version">Data version of the entry.</param>
/// <param name="Response">The response; null if none is stored yet.</param>
public sealed record CacheEntry(string Key, long Version, CachedResponse? Response);

/// <summary>A cached response.</summary>
/// <param name="Body">The bytes of the body, not compressed.</param>
/// <param name="Headers">Headers of the response other than those that the endpoint sets for every response.</param>
public sealed record CachedResponse(byte[] Body, IReadOnlyList<KeyValuePair<string, StringValues>> Headers);
