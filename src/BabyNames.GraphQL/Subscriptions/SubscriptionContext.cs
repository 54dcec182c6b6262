namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>Signals to a subscription that its last event is written, so that it sends the next one. It is the user context of the
/// execution, which is the only object that both the source of the events and the connection can access.</summary>
/// <param name="client">The client for which limits count the subscription.</param>
internal sealed class SubscriptionContext(ConnectionClient client) : Dictionary<string, object?>
{
    private readonly SemaphoreSlim _written = new(0);

    /// <summary>The client for which limits count the subscription.</summary>
    public ConnectionClient Client { get; } = client;

    /// <summary>Signals that an event is written.</summary>
    public void Written() => _written.Release();

    /// <summary>Waits until an event is written.</summary>
    public Task WrittenAsync(CancellationToken cancellationToken) => _written.WaitAsync(cancellationToken);
}
