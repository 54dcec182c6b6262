using Microsoft.Extensions.Time.Testing;

namespace BabyNames.Server.Tests.Support;

/// <summary>A server whose clock stands still until a test moves it, so that no time limit ends and no token returns on a slow machine.
/// The clock of the database runs.</summary>
public abstract class FrozenClockFixture(params string[] settings) : ServerFixture(settings)
{
    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    protected override TimeProvider ServerClock => Clock;
}
