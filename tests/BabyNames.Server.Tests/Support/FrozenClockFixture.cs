using Microsoft.Extensions.Time.Testing;

namespace BabyNames.Server.Tests.Support;

/// <summary>A server whose clock stands still until a test advances it, so that no timeout expires and no rate limit token is added on a
/// slow machine. The clock of the database is not frozen.</summary>
public abstract class FrozenClockFixture(params string[] settings) : ServerFixture(settings)
{
    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    protected override TimeProvider ServerClock => Clock;
}
