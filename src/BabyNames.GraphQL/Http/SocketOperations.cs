using System.Collections.Concurrent;
using System.Text.Json;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Subscriptions;
using GraphQL;
using GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>The running operations of a WebSocket, by the ids that the client gave them.</summary>
internal sealed class SocketOperations(HttpContext http, MessageSocket socket, WebSocketServices services)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;

    /// <summary>Number of running operations, plus 1 until <see cref="EndAsync"/> is called.</summary>
    private int _count = 1;

    /// <summary>Starts an operation.</summary>
    /// <returns>False when an operation with this id is running.</returns>
    public bool TryStart(string id, JsonElement payload)
    {
        var stop = new CancellationTokenSource();
        if (!_running.TryAdd(id, stop))
            return false;
        // The connection was closed after the message arrived. The operation ends at once.
        if (_isClosed)
            stop.Cancel();
        Interlocked.Increment(ref _count);
        _ = RunAsync(id, payload, stop);
        return true;
    }

    /// <summary>Stops an operation. It has no effect when the operation has ended.</summary>
    public void Stop(string id)
    {
        // CancelAsync runs the callbacks on another thread, so that they do not delay the end of other operations.
        if (_running.TryRemove(id, out var stop))
            _ = stop.CancelAsync();
    }

    /// <summary>Stops all operations and sends their completion to the client.</summary>
    public async Task CompleteAsync()
    {
        foreach (var id in _running.Keys)
        {
            Stop(id);
            await socket.WriteAsync("complete", id, null, http.RequestAborted);
        }
    }

    /// <summary>Stops all operations, and those that start later.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var id in _running.Keys)
            Stop(id);
    }

    /// <summary>Waits until all operations have ended. Call it once, when no more operations are started.</summary>
    public Task EndAsync()
    {
        Close();
        Release();
        return _ended.Task;
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _count) == 0)
            _ended.TrySetResult();
    }

    private async Task RunAsync(string id, JsonElement payload, CancellationTokenSource stop)
    {
        try
        {
            await WriteResultsAsync(id, payload, stop);
        }
        catch (Exception exception) when (stop.IsCancellationRequested || socket.IsGone(exception))
        {
            // The operation was stopped, or the client disconnected.
        }
        catch (Exception exception)
        {
            services.Logger.SocketOperationFailed(exception);
            var error = new ExecutionErrors { new UnhandledError(exception.Message, exception) };
            await socket.WriteAsync("error", id, error, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _running.TryRemove(new(id, stop));
            Release();
        }
    }

    private async Task WriteResultsAsync(string id, JsonElement payload, CancellationTokenSource stop)
    {
        var subscription = new SubscriptionContext(services.Access.ClientOf(http));
        var result = await ExecuteAsync(payload, subscription, stop.Token);
        await foreach (var next in result.ResultsAsync(subscription, stop.Token))
        {
            if (next.Executed)
            {
                await socket.WriteAsync("next", id, next, stop.Token);
                continue;
            }
            // The id is released before the client receives the end, so that it can use the id again.
            if (_running.TryRemove(new(id, stop)))
                await socket.WriteAsync("error", id, next.Errors, stop.Token);
            return;
        }
        if (_running.TryRemove(new(id, stop)))
            await socket.WriteAsync("complete", id, null, stop.Token);
    }

    private async Task<ExecutionResult> ExecuteAsync(JsonElement payload, SubscriptionContext subscription, CancellationToken stopped)
    {
        var max = services.Limits.MaxOperationsPerConnection;
        if (_running.Count > max)
            return new(
                new ClientError(
                    $"The connection has {max} running operations, the maximum. End one, or open another connection.",
                    "OPERATION_LIMIT"
                )
            );
        try
        {
            return await services.Execute(http, services.Reader.FromJson(payload), subscription, stopped);
        }
        catch (BadRequestException exception)
        {
            return new(exception.Code is null ? new ExecutionError(exception.Message) : new ClientError(exception.Message, exception.Code));
        }
    }
}
