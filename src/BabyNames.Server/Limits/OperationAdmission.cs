using BabyNames.Conventions.Cost;
using BabyNames.Conventions.Errors;
using GraphQLParser.AST;

namespace BabyNames.Server.Limits;

/// <summary>Lets a GraphQL operation be executed when its client can pay and its turn has come.</summary>
internal sealed class OperationAdmission(Budgets budgets, Turns turns)
{
    /// <inheritdoc cref="Admission"/>
    public async ValueTask<IDisposable?> AdmitAsync(HttpContext http, OperationType? kind, OperationCost cost, CancellationToken cancellationToken)
    {
        var client = Client.Of(http);
        // An operation of a WebSocket is a request of its own; any other has been paid for as one when it came.
        if (http.WebSockets.IsWebSocketRequest && budgets.Take(client) is { } pause)
            throw Error(http, Refusal.Spent(pause));
        budgets.Charge(client, cost.FieldCost + cost.TypeCost);
        // Subscriptions and uploads last as long as their client likes.
        if (kind != OperationType.Query)
            return null;
        return await turns.TakeAsync(client, cancellationToken) ?? throw Error(http, Refusal.Busy);
    }

    private static ClientError Error(HttpContext http, Refusal refusal)
    {
        refusal.Announce(http);
        return new(refusal.Message, refusal.Code) { Status = refusal.Status };
    }
}
