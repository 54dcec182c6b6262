using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace BabyNames.Queries.Caching;

/// <summary>Whole answers of requests that came before, byte for byte, as long as the data are of one version. Only what every
/// reader sees alike may be in here.</summary>
/// <param name="limit">Bytes of all answers together; 0 keeps none.</param>
/// <param name="version">Version of the data; null while it is not known, and then nothing is answered from here.</param>
public sealed class ResponseCache(long limit, Func<long?> version)
{
    /// <summary>What an entry takes beside its answer.</summary>
    private const int Overhead = 200;

    private readonly Lock _turn = new();
    private volatile Generation _young = new(-1);
    private volatile Generation _old = new(-1);
    private long _hits;
    private long _misses;

    /// <summary>Requests answered from here.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Requests looked up that had to be worked out.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>Looks a request up.</summary>
    /// <param name="variant">What else the answer depends on, such as its media type.</param>
    /// <param name="request">As it was sent.</param>
    /// <returns>Null when answers are not kept.</returns>
    public CacheEntry? Find(string variant, ReadOnlySpan<byte> request)
    {
        if (limit == 0 || version() is not { } current)
            return null;
        var slot = Find(Key(variant, request), current);
        Interlocked.Increment(ref slot.Answer is null ? ref _misses : ref _hits);
        return slot;
    }

    /// <param name="slot">Found before the answer was worked out: if the data changed meanwhile, it is not kept.</param>
    public void Keep(CacheEntry slot, CachedResponse answer)
    {
        var size = answer.Body.Length + Overhead;
        if (size > limit / 2 || version() != slot.Version)
            return;
        var young = YoungFor(slot.Version, size);
        if (young.Answers.TryAdd(slot.Key, answer))
            Interlocked.Add(ref young.Bytes, size);
    }

    private CacheEntry Find(string key, long current)
    {
        var (young, old) = (_young, _old);
        if (young.Version == current && young.Answers.TryGetValue(key, out var answer))
            return new(key, current, answer);
        if (old.Version != current || !old.Answers.TryGetValue(key, out answer))
            return new(key, current, null);
        Keep(new(key, current, null), answer);
        return new(key, current, answer);
    }

    /// <summary>When the young half is full it becomes the old one, and what was not asked for since is forgotten.</summary>
    private Generation YoungFor(long current, int size)
    {
        lock (_turn)
        {
            if (_young.Version != current)
                (_young, _old) = (new(current), new(current));
            else if (Interlocked.Read(ref _young.Bytes) + size > limit / 2)
                (_young, _old) = (new(current), _young);
            return _young;
        }
    }

    /// <summary>Cryptographic, so that no one can send a request that is taken for another.</summary>
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

        public ConcurrentDictionary<string, CachedResponse> Answers { get; } = new();
    }
}

/// <summary>Where the answer of a request is kept or may be.</summary>
/// <param name="Answer">Null when there is none yet.</param>
public sealed record CacheEntry(string Key, long Version, CachedResponse? Answer);

/// <param name="Headers">Those that belong to the answer, beside what its endpoint sets anyway.</param>
public sealed record CachedResponse(byte[] Body, IReadOnlyList<KeyValuePair<string, StringValues>> Headers);
