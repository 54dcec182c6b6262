namespace BabyNames.Conventions.Subscriptions;

/// <summary>Lets a subscription send its next event when the last one was written. It is the user context of the execution,
/// the one thing that the source of a stream and the connection both see.</summary>
internal sealed class Demand : Dictionary<string, object?>
{
    private readonly SemaphoreSlim _written = new(0);

    public void Written() => _written.Release();

    public Task WrittenAsync(CancellationToken cancellationToken) => _written.WaitAsync(cancellationToken);
}
