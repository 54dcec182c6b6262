using System.Text;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Subscriptions;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Writes results as server-sent events, by the protocol of graphql-sse in the mode of distinct connections: one operation for
/// each request. Each result is an event <c>next</c>, and the end is an event <c>complete</c>.</summary>
internal sealed class EventStream(GraphQLSerializer serializer, GraphQLLimits limits, IConnectionAccess access, OpenConnections connections)
{
    public const string MediaType = "text/event-stream";
    private const string KeepAlive = ":\n\n";

    /// <summary>Writes the results until the operation ends, the client disconnects, or its key is no longer valid.</summary>
    /// <exception cref="BadRequestException">Status 503: the server or the client has the maximum number of connections.</exception>
    public async Task WriteAsync(HttpContext http, ExecutionResult result, SubscriptionContext subscription)
    {
        using var connection = connections.TryOpen(access.ClientOf(http)) ?? throw connections.Refusal;
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-store";
        // The header disables the buffering of proxies, which would delay the events.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var output = new Output(http.Response.Body, http.RequestAborted);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var writing = Task.CompletedTask;
        // The subscription ends before the connection is no longer counted, whatever ends the stream.
        async Task EndAsync()
        {
            await done.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        try
        {
            // The first bytes tell the client that it is connected.
            await output.WriteAsync(KeepAlive);
            writing = WriteResultsAsync(output, result.ResultsAsync(subscription, done.Token));
            var hasEnded = await WaitAsync(output, writing, connections.WaitForEndAsync(http.User, done.Token));
            await EndAsync();
            if (hasEnded)
                await output.WriteAsync(Next(new(new ClientError("The API key is no longer valid.", FieldAuthorization.NotAuthenticated))));
            await output.WriteAsync("event: complete\ndata:\n\n");
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected, which is the way to end a stream.
        }
        finally
        {
            await EndAsync();
        }
    }

    private async Task WriteResultsAsync(Output output, IAsyncEnumerable<ExecutionResult> results)
    {
        await foreach (var result in results)
            await output.WriteAsync(Next(result));
    }

    /// <summary>Waits for the last result, and writes a comment at intervals to keep the connection alive.</summary>
    /// <returns>Whether the stream ends because the user's access ended.</returns>
    private async Task<bool> WaitAsync(Output output, Task writing, Task<bool> ended)
    {
        while (await Task.WhenAny(writing, ended, Task.Delay(limits.KeepAliveInterval)) is var first && first != writing)
        {
            if (first == ended)
                return await ended;
            await output.WriteAsync(KeepAlive);
        }
        await writing;
        return false;
    }

    /// <summary>Formats an event. The JSON of the serializer has no line breaks, which would end the event.</summary>
    private string Next(ExecutionResult result) => $"event: next\ndata: {serializer.Serialize(result)}\n\n";

    /// <summary>Writes whole events to the response body, one after the other.</summary>
    private sealed class Output(Stream body, CancellationToken aborted)
    {
        private readonly SemaphoreSlim _lock = new(1);

        public async Task WriteAsync(string text)
        {
            await _lock.WaitAsync(aborted);
            try
            {
                await body.WriteAsync(Encoding.UTF8.GetBytes(text), aborted);
                await body.FlushAsync(aborted);
            }
            finally
            {
                _lock.Release();
            }
        }
    }
}
