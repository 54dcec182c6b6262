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
        budgets.Charge(client, cost.Of(http.Request));
        using var turn = await turns.TakeAsync(http.RequestAborted);
        if (turn is null)
        {
            await Refusal.Busy.WriteAsync(http);
            return;
        }
        // While a slow client reads, others have their turn. Giving it back twice does nothing.
        http.Response.OnStarting(() =>
        {
            turn.Dispose();
            return Task.CompletedTask;
        });
        await feeds.AnswerAsync(http);
    }
}
