using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using BabyNames.Conventions.Errors;
using BabyNames.Conventions.Subscriptions;
using GraphQL;
using Microsoft.AspNetCore.Http;

namespace BabyNames.Conventions.Http;

/// <summary>The operations that a WebSocket has running, by the ids that its client gave them.</summary>
internal sealed class SocketOperations(HttpContext http, MessageSocket socket, RequestReader reader, ConventionLimits limits, Execute execute)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = [];
    private volatile bool _isClosed;

    /// <returns>False when one of this id is running.</returns>
    public bool TryStart(string id, JsonElement payload)
    {
        var stop = new CancellationTokenSource();
        if (!_running.TryAdd(id, stop))
            return false;
        // Closed since the message came: the operation ends as soon as it begins.
        if (_isClosed)
            stop.Cancel();
        _ = RunAsync(id, payload, stop);
        return true;
    }

    /// <summary>Nobody waits for this one any more.</summary>
    public void Stop(string id)
    {
        if (_running.TryRemove(id, out var stop))
            stop.Cancel();
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

    public void Close()
    {
        _isClosed = true;
        foreach (var id in _running.Keys)
            Stop(id);
    }

    private async Task RunAsync(string id, JsonElement payload, CancellationTokenSource stop)
    {
        try
        {
            await AnswerAsync(id, payload, stop);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException)
        {
            // Stopped, or the client is gone.
        }
        finally
        {
            _running.TryRemove(new(id, stop));
        }
    }

    private async Task AnswerAsync(string id, JsonElement payload, CancellationTokenSource stop)
    {
        var demand = new Demand();
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

    private async Task<ExecutionResult> ExecuteAsync(JsonElement payload, Demand demand, CancellationToken stopped)
    {
        if (_running.Count > limits.OperationsPerConnection)
            return new(new ClientError($"The connection runs {limits.OperationsPerConnection} operations, as many as it may; end one or open another connection.", "OPERATION_LIMIT"));
        try
        {
            return await execute(http, reader.FromJson(payload), demand, stopped);
        }
        catch (BadRequestException exception)
        {
            return new(exception.Code is null ? new ExecutionError(exception.Message) : new ClientError(exception.Message, exception.Code));
        }
    }
}
