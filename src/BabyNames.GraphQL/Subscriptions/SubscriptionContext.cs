namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>Lets a subscription send its next event when the last one was written. It is the user context of the execution,
/// the one thing that the source of a stream and the connection both see.</summary>
/// <param name="client">The client that the subscription is counted for.</param>
internal sealed class SubscriptionContext(ConnectionClient client) : Dictionary<string, object?>
{
    private readonly SemaphoreSlim _written = new(0);

    public ConnectionClient Client { get; } = client;

    public void Written() => _written.Release();

    public Task WrittenAsync(CancellationToken cancellationToken) => _written.WaitAsync(cancellationToken);
}
