using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BabyNames.GraphQLEngine.Errors;
using GraphQL;
using GraphQL.Execution;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>The results of an operation of any type.</summary>
internal static class ResultStream
{
    /// <summary>Returns the result of a query or mutation, or the results of a subscription. The next result is computed after the caller
    /// has processed the one before.</summary>
    public static async IAsyncEnumerable<ExecutionResult> ResultsAsync(
        this ExecutionResult result,
        SubscriptionContext subscription,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (result.Streams is not { } streams)
        {
            yield return result;
            yield break;
        }
        // A directive omitted the field, which validation does not detect.
        if (streams.Count == 0)
        {
            yield return new(new ClientError("A subscription must select one field; @skip or @include omits it.", "NO_SUBSCRIPTION_FIELD"));
            yield break;
        }
        var results = Channel.CreateUnbounded<ExecutionResult>();
        using var observation = streams.Values.Single().Subscribe(new Observer(results.Writer));
        await foreach (var next in results.Reader.ReadAllAsync(cancellationToken))
        {
            yield return next;
            subscription.Written();
        }
    }

    private sealed class Observer(ChannelWriter<ExecutionResult> results) : IObserver<ExecutionResult>
    {
        public void OnNext(ExecutionResult value) => results.TryWrite(value);

        /// <summary>Adds the error as the last result.</summary>
        public void OnError(Exception error)
        {
            results.TryWrite(new(error as ExecutionError ?? new UnhandledError("The subscription failed.", error)));
            results.TryComplete();
        }

        public void OnCompleted() => results.TryComplete();
    }
}
