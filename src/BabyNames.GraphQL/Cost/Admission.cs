using BabyNames.GraphQLEngine.Errors;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Decides whether a valid operation may be executed, and waits until it may.</summary>
/// <param name="isQuery">Whether the operation is a query. Mutations and subscriptions have no time limit.</param>
/// <param name="cost">The maximum cost of the operation, and its number of parallel database queries.</param>
/// <returns>The running operation, which the caller disposes after execution; null if the end of the execution does not matter.</returns>
/// <exception cref="ClientError">A limit refuses the operation.</exception>
public delegate ValueTask<IAdmittedOperation?> Admission(
    HttpContext http,
    bool isQuery,
    OperationCost cost,
    CancellationToken cancellationToken
);

/// <summary>An operation that is being executed.</summary>
public interface IAdmittedOperation : IDisposable
{
    /// <summary>Corrects the charge by the actual size of the response.</summary>
    /// <param name="typeCost">Actual type cost, at most that of the <see cref="OperationCost"/>.</param>
    void Settle(long typeCost);
}
