using Microsoft.Extensions.Time.Testing;

namespace BabyNames.Server.Tests.Support;

/// <summary>A server whose time stands still until a test moves it: however slow the machine, no limit runs out and no budget comes
/// back meanwhile. The database goes by its own clock.</summary>
public abstract class FrozenServer(params string[] settings) : ServerFixture(settings)
{
    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    protected override TimeProvider ServerClock => Clock;
}
