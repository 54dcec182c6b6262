using BabyNames.Queries.Errors;
using GraphQL;
using Npgsql;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>The events of one subscription: each change that concerns it, read with the selected columns, one at a time.</summary>
/// <param name="open">Where its changes come in from now on.</param>
/// <param name="read">The changed entities that the subscription is over.</param>
internal sealed class EntityEvents(
    SubscriptionContext demand,
    Func<CancellationToken, Task<PendingChangeQueue>> open,
    Func<Changes, CancellationToken, Task<IReadOnlyList<object>>> read
) : IObservable<object?>
{
    /// <summary>Between tries to read from a database that is away.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>More than a pool has connections: all of them may be broken, and each failure removes one.</summary>
    private const int MostFailures = 32;

    private int _failures;

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

    private async Task<IReadOnlyList<object>> NextAsync(PendingChangeQueue inbox, CancellationToken ended)
    {
        var changes = await inbox.TakeAsync(ended);
        try
        {
            var entities = await read(changes, ended);
            _failures = 0;
            return entities;
        }
        catch (Exception exception) when (MayPass(exception))
        {
            inbox.Return(changes);
            await Task.Delay(Pause, ended);
            return [];
        }
    }

    /// <summary>Whether to read again: for as long as the database is away, and some times after anything else that is no
    /// fault of the request. The driver has many words for a connection that was lost, down to a null reference.</summary>
    private bool MayPass(Exception exception) =>
        exception is not (OperationCanceledException or ExecutionError or DomainException)
        && (
            (exception as NpgsqlException ?? exception.InnerException) is NpgsqlException { IsTransient: true }
            || ++_failures < MostFailures
        );

    private sealed class Running : IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken Ended => _source.Token;

        public void Dispose() => _source.Cancel();
    }
}
