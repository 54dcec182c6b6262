namespace BabyNames.Conventions.Subscriptions;

/// <summary>The events of one subscription: each change that concerns it, read with the selected columns, one at a time.</summary>
/// <param name="open">Where its changes come in from now on.</param>
/// <param name="read">The changed entities that the subscription is over.</param>
internal sealed class EntityEvents(
    Demand demand, Func<CancellationToken, Task<Inbox>> open, Func<Changes, CancellationToken, Task<IReadOnlyList<object>>> read) : IObservable<object?>
{
    /// <summary>Between tries to read from a database that is away.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public IDisposable Subscribe(IObserver<object?> observer)
    {
        var running = new Running();
        _ = RunAsync(observer, running.Ended);
        return running;
    }

    private async Task RunAsync(IObserver<object?> observer, CancellationToken ended)
    {
        try
        {
            using var inbox = await open(ended);
            while (true)
            {
                foreach (var entity in await NextAsync(inbox, ended))
                {
                    observer.OnNext(entity);
                    await demand.WrittenAsync(ended);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception exception)
        {
            observer.OnError(exception);
        }
    }

    private async Task<IReadOnlyList<object>> NextAsync(Inbox inbox, CancellationToken ended)
    {
        var changes = await inbox.TakeAsync(ended);
        try
        {
            return await read(changes, ended);
        }
        catch (Exception exception) when (IsTransient(exception))
        {
            inbox.Return(changes);
            await Task.Delay(Pause, ended);
            return [];
        }
    }

    /// <summary>EF wraps what may be gone the next time.</summary>
    private static bool IsTransient(Exception exception) =>
        exception is Npgsql.NpgsqlException { IsTransient: true } || exception.InnerException is Npgsql.NpgsqlException { IsTransient: true };

    private sealed class Running : IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken Ended => _source.Token;

        public void Dispose() => _source.Cancel();
    }
}
