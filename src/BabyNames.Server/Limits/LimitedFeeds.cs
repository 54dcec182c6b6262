using BabyNames.Server.Feeds;

namespace BabyNames.Server.Limits;

/// <summary>Answers a request of a feed, alone or in a batch, when its client can pay and its turn has come.</summary>
internal sealed class LimitedFeeds(FeedEndpoint feeds, FeedCost cost, Budgets budgets, Turns turns)
{
    public async Task AnswerAsync(HttpContext http)
    {
        var client = Client.Of(http);
        // Of an earlier request of the same batch: whoever comes alone in debt was refused before.
        if (budgets.Debt(client) is { } pause)
        {
            await Refusal.Spent(pause).WriteAsync(http);
            return;
        }
        var expected = cost.Of(http.Request);
        budgets.Charge(client, expected);
        var isStream = CsvWriter.IsAsked(http.Request);
        using var turn = await (isStream ? turns.TakeOfStreamAsync(client, http.RequestAborted) : turns.TakeAsync(client, http.RequestAborted));
        if (turn is null)
        {
            await Refusal.Busy.WriteAsync(http);
            return;
        }
        // While a slow client reads a page, others have their turn. Giving it back twice does nothing.
        if (!isStream)
        {
            http.Response.OnStarting(() =>
            {
                turn.Dispose();
                return Task.CompletedTask;
            });
        }
        var streamed = await feeds.AnswerAsync(http);
        budgets.Charge(client, streamed - expected);
    }
}
