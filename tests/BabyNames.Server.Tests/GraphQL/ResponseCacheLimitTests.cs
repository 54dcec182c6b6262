using BabyNames.Queries.Caching;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests which responses the cache stores and which it removes.</summary>
public sealed class ResponseCacheLimitTests
{
    private const int Limit = 10_000;

    private long? _version = 1;

    [Fact]
    public void The_cache_stays_below_its_size_and_keeps_the_recently_used_responses()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Add(cache, "often", 800);
        for (var i = 0; i < 100; i++)
        {
            Add(cache, $"once {i}", 800);
            Assert.NotNull(Find(cache, "often").Response);
        }
        var cached = Enumerable.Range(0, 100).Where(i => Find(cache, $"once {i}").Response is not null).ToList();
        Assert.InRange(cached.Count, 2, Limit / 1000);
        Assert.Contains(99, cached);
    }

    [Fact]
    public void A_response_too_large_for_the_cache_is_not_cached()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Add(cache, "small", 10);
        Add(cache, "large", Limit / 2);
        Assert.Null(Find(cache, "large").Response);
        Assert.NotNull(Find(cache, "small").Response);
    }

    [Fact]
    public void A_response_of_an_older_data_version_is_not_returned()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Add(cache, "before", 10);
        var slot = Find(cache, "while it moves");
        _version = 2;
        cache.Store(slot, new(new byte[10], []));
        Assert.Null(Find(cache, "while it moves").Response);
        Assert.Null(Find(cache, "before").Response);
        Add(cache, "after", 10);
        Assert.NotNull(Find(cache, "after").Response);
    }

    [Fact]
    public void The_cache_is_bypassed_without_a_data_version_and_with_size_0()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Add(cache, "one", 10);
        _version = null;
        Assert.Null(cache.Find("", "one"u8));
        _version = 1;
        Assert.NotNull(Find(cache, "one").Response);
        Assert.Null(new ResponseCache(0, () => _version).Find("", "one"u8));
    }

    private static void Add(ResponseCache cache, string request, int bytes) => cache.Store(Find(cache, request), new(new byte[bytes], []));

    private static CacheEntry Find(ResponseCache cache, string request) => cache.Find("", System.Text.Encoding.UTF8.GetBytes(request))!;
}
