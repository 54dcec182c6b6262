using BabyNames.Queries.Caching;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>What is kept, and what is forgotten.</summary>
public sealed class ResponseCacheLimitTests
{
    private const int Limit = 10_000;

    private long? _version = 1;

    [Fact]
    public void Keeps_no_more_than_its_bytes_and_what_was_asked_for_last()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Keep(cache, "often", 800);
        for (var i = 0; i < 100; i++)
        {
            Keep(cache, $"once {i}", 800);
            Assert.NotNull(Find(cache, "often").Response);
        }
        var kept = Enumerable.Range(0, 100).Where(i => Find(cache, $"once {i}").Response is not null).ToList();
        Assert.InRange(kept.Count, 2, Limit / 1000);
        Assert.Contains(99, kept);
    }

    [Fact]
    public void An_answer_that_would_take_all_the_room_is_not_kept()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Keep(cache, "small", 10);
        Keep(cache, "large", Limit / 2);
        Assert.Null(Find(cache, "large").Response);
        Assert.NotNull(Find(cache, "small").Response);
    }

    [Fact]
    public void An_answer_is_of_the_version_it_was_asked_under()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Keep(cache, "before", 10);
        var slot = Find(cache, "while it moves");
        _version = 2;
        cache.Store(slot, new(new byte[10], []));
        Assert.Null(Find(cache, "while it moves").Response);
        Assert.Null(Find(cache, "before").Response);
        Keep(cache, "after", 10);
        Assert.NotNull(Find(cache, "after").Response);
    }

    [Fact]
    public void Is_passed_by_while_the_version_is_not_known_and_when_it_has_no_room()
    {
        var cache = new ResponseCache(Limit, () => _version);
        Keep(cache, "one", 10);
        _version = null;
        Assert.Null(cache.Find("", "one"u8));
        _version = 1;
        Assert.NotNull(Find(cache, "one").Response);
        Assert.Null(new ResponseCache(0, () => _version).Find("", "one"u8));
    }

    private static void Keep(ResponseCache cache, string request, int bytes) => cache.Store(Find(cache, request), new(new byte[bytes], []));

    private static CacheEntry Find(ResponseCache cache, string request) => cache.Find("", System.Text.Encoding.UTF8.GetBytes(request))!;
}
