using BabyNames.Queries.Errors;
using GraphQL;
using Npgsql;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>The events of one subscription: the selected columns of each changed entity, one entity at a time.</summary>
/// <param name="open">Opens the queue of changes.</param>
/// <param name="read">Reads the changed entities that the subscription selects.</param>
internal sealed class EntityEvents(
    SubscriptionContext subscription,
    Func<CancellationToken, Task<PendingChangeQueue>> open,
    Func<Changes, CancellationToken, Task<IReadOnlyList<object>>> read
) : IObservable<object?>
{
    /// <summary>Interval between attempts to read from a database that is not available.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Maximum number of failed attempts. It is larger than the connection pool, because all connections may be broken, and each
    /// failure removes one.</summary>
    private const int MaxFailures = 32;

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
            using var queue = await open(ended);
            while (true)
            {
                foreach (var entity in await NextAsync(queue, ended))
                {
                    observer.OnNext(entity);
                    await subscription.WrittenAsync(ended);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The subscription has ended.
        }
        catch (Exception exception)
        {
            observer.OnError(exception);
        }
    }

    private async Task<IReadOnlyList<object>> NextAsync(PendingChangeQueue queue, CancellationToken ended)
    {
        var changes = await queue.TakeAsync(ended);
        try
        {
            var entities = await read(changes, ended);
            _failures = 0;
            return entities;
        }
        catch (Exception exception) when (CanRetry(exception))
        {
            queue.Return(changes);
            await Task.Delay(RetryInterval, ended);
            return [];
        }
    }

    /// <summary>Whether to read again: without a limit while the database is not available, and up to <see cref="MaxFailures"/> times after
    /// other errors that the client did not cause. Npgsql throws many kinds of exceptions for a lost connection, even a null
    /// reference.</summary>
    private bool CanRetry(Exception exception) =>
        exception is not (OperationCanceledException or ExecutionError or DomainException)
        && (
            (exception as NpgsqlException ?? exception.InnerException) is NpgsqlException { IsTransient: true } || ++_failures < MaxFailures
        );

    private sealed class Running : IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken Ended => _source.Token;

        public void Dispose() => _source.Cancel();
    }
}
