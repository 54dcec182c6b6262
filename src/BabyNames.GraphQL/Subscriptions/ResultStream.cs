using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BabyNames.GraphQLEngine.Errors;
using GraphQL;
using GraphQL.Execution;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>The answers to one operation, whatever its kind.</summary>
internal static class ResultStream
{
    /// <summary>The one answer of a query or mutation, or those of a subscription for as long as they are read; the next is
    /// made when the one before was dealt with.</summary>
    public static async IAsyncEnumerable<ExecutionResult> AnswersAsync(
        this ExecutionResult result,
        SubscriptionContext demand,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (result.Streams is not { } streams)
        {
            yield return result;
            yield break;
        }
        // A directive has left the field out, which validation cannot see.
        if (streams.Count == 0)
        {
            yield return new(
                new ClientError("A subscription must select one field; @skip or @include leaves it out.", "NO_SUBSCRIPTION_FIELD")
            );
            yield break;
        }
        var answers = Channel.CreateUnbounded<ExecutionResult>();
        using var subscription = streams.Values.Single().Subscribe(new Observer(answers.Writer));
        await foreach (var answer in answers.Reader.ReadAllAsync(cancellationToken))
        {
            yield return answer;
            demand.Written();
        }
    }

    private sealed class Observer(ChannelWriter<ExecutionResult> answers) : IObserver<ExecutionResult>
    {
        public void OnNext(ExecutionResult value) => answers.TryWrite(value);

        /// <summary>The last answer is why there are no more.</summary>
        public void OnError(Exception error)
        {
            answers.TryWrite(new(error as ExecutionError ?? new UnhandledError("The subscription failed.", error)));
            answers.TryComplete();
        }

        public void OnCompleted() => answers.TryComplete();
    }
}
