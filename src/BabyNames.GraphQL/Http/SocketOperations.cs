using System.Collections.Concurrent;
using System.Text.Json;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Subscriptions;
using GraphQL;
using GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>The operations that a WebSocket has running, by the ids that its client gave them.</summary>
internal sealed class SocketOperations(HttpContext http, MessageSocket socket, WebSocketServices services)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;

    /// <summary>Operations that run, and 1 until <see cref="EndAsync"/>.</summary>
    private int _count = 1;

    /// <returns>False when one of this id is running.</returns>
    public bool TryStart(string id, JsonElement payload)
    {
        var stop = new CancellationTokenSource();
        if (!_running.TryAdd(id, stop))
            return false;
        // Closed since the message came: the operation ends as soon as it begins.
        if (_isClosed)
            stop.Cancel();
        Interlocked.Increment(ref _count);
        _ = RunAsync(id, payload, stop);
        return true;
    }

    /// <summary>Nobody waits for this one any more.</summary>
    public void Stop(string id)
    {
        // What is called back there must not keep the others from being stopped.
        if (_running.TryRemove(id, out var stop))
            _ = stop.CancelAsync();
    }

    /// <summary>Tells the client of each that it is over.</summary>
    public async Task CompleteAsync()
    {
        foreach (var id in _running.Keys)
        {
            Stop(id);
            await socket.WriteAsync("complete", id, null, http.RequestAborted);
        }
    }

    /// <summary>Stops all of them, and those that are yet to start.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var id in _running.Keys)
            Stop(id);
    }

    /// <summary>Waits until all have ended. To be called once, when none is started any more.</summary>
    public Task EndAsync()
    {
        Close();
        Count();
        return _ended.Task;
    }

    private void Count()
    {
        if (Interlocked.Decrement(ref _count) == 0)
            _ended.TrySetResult();
    }

    private async Task RunAsync(string id, JsonElement payload, CancellationTokenSource stop)
    {
        try
        {
            await AnswerAsync(id, payload, stop);
        }
        catch (Exception exception) when (stop.IsCancellationRequested || socket.IsGone(exception))
        {
            // Stopped, or the client is gone.
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
            Count();
        }
    }

    private async Task AnswerAsync(string id, JsonElement payload, CancellationTokenSource stop)
    {
        var demand = new SubscriptionContext(services.Access.ClientOf(http));
        var result = await ExecuteAsync(payload, demand, stop.Token);
        await foreach (var answer in result.AnswersAsync(demand, stop.Token))
        {
            if (answer.Executed)
            {
                await socket.WriteAsync("next", id, answer, stop.Token);
                continue;
            }
            // The id is free before the client learns that it is.
            if (_running.TryRemove(new(id, stop)))
                await socket.WriteAsync("error", id, answer.Errors, stop.Token);
            return;
        }
        if (_running.TryRemove(new(id, stop)))
            await socket.WriteAsync("complete", id, null, stop.Token);
    }

    private async Task<ExecutionResult> ExecuteAsync(JsonElement payload, SubscriptionContext demand, CancellationToken stopped)
    {
        var most = services.Limits.MaxOperationsPerConnection;
        if (_running.Count > most)
            return new(
                new ClientError(
                    $"The connection runs {most} operations, as many as it may; end one or open another connection.",
                    "OPERATION_LIMIT"
                )
            );
        try
        {
            return await services.Execute(http, services.Reader.FromJson(payload), demand, stopped);
        }
        catch (BadRequestException exception)
        {
            return new(exception.Code is null ? new ExecutionError(exception.Message) : new ClientError(exception.Message, exception.Code));
        }
    }
}
