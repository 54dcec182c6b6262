using System.Text;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Subscriptions;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Answers as server-sent events: the protocol of graphql-sse in its mode of distinct connections, one operation a
/// request. Each answer is an event <c>next</c>, the end is an event <c>complete</c>.</summary>
internal sealed class EventStream(GraphQLSerializer serializer, GraphQLLimits limits, IConnectionAccess access, OpenConnections connections)
{
    public const string MediaType = "text/event-stream";
    private const string KeepAlive = ":\n\n";

    /// <exception cref="BadRequestException">503: the process or the client has as many connections as it may.</exception>
    public async Task WriteAsync(HttpContext http, ExecutionResult result, SubscriptionContext demand)
    {
        using var connection = connections.TryOpen(access.ClientOf(http)) ?? throw connections.Refusal;
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-store";
        // A proxy that gathers the answer before it passes it on would pass nothing on.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var output = new Output(http.Response.Body, http.RequestAborted);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var answering = Task.CompletedTask;
        // Whatever ends the stream, its subscription has ended before the connection is counted no more.
        async Task EndAsync()
        {
            await done.CancelAsync();
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        try
        {
            // The client learns at once that it is connected.
            await output.WriteAsync(KeepAlive);
            answering = AnswerAsync(output, result.AnswersAsync(demand, done.Token));
            var hasEnded = await WaitAsync(output, answering, connections.EndedAsync(http.User, done.Token));
            await EndAsync();
            if (hasEnded)
                await output.WriteAsync(Next(new(new ClientError("The key has ended.", FieldAuthorization.NotAuthenticated))));
            await output.WriteAsync("event: complete\ndata:\n\n");
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away, which is how it ends a stream.
        }
        finally
        {
            await EndAsync();
        }
    }

    private async Task AnswerAsync(Output output, IAsyncEnumerable<ExecutionResult> answers)
    {
        await foreach (var answer in answers)
            await output.WriteAsync(Next(answer));
    }

    /// <summary>Waits for the last answer, and says every now and then that the stream is alive.</summary>
    /// <returns>Whether it is over because the user may no longer read.</returns>
    private async Task<bool> WaitAsync(Output output, Task answering, Task<bool> ended)
    {
        while (await Task.WhenAny(answering, ended, Task.Delay(limits.KeepAliveInterval)) is var first && first != answering)
        {
            if (first == ended)
                return await ended;
            await output.WriteAsync(KeepAlive);
        }
        await answering;
        return false;
    }

    /// <summary>The serializer writes no line breaks, which would end the event.</summary>
    private string Next(ExecutionResult answer) => $"event: next\ndata: {serializer.Serialize(answer)}\n\n";

    /// <summary>The body, written whole event after whole event.</summary>
    private sealed class Output(Stream body, CancellationToken aborted)
    {
        private readonly SemaphoreSlim _turn = new(1);

        public async Task WriteAsync(string text)
        {
            await _turn.WaitAsync(aborted);
            try
            {
                await body.WriteAsync(Encoding.UTF8.GetBytes(text), aborted);
                await body.FlushAsync(aborted);
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
