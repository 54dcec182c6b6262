using BabyNames.GraphQLEngine.Errors;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Decides whether an operation that is valid may be executed now, and may keep it waiting.</summary>
/// <param name="isQuery">Or a mutation or a subscription, which last as long as their client wants.</param>
/// <param name="cost">What it costs, and how many queries it has running at a time.</param>
/// <returns>Disposed of when the operation is executed; null when nobody waits for that.</returns>
/// <exception cref="ClientError">It may not.</exception>
public delegate ValueTask<IAdmittedOperation?> Admission(
    HttpContext http,
    bool isQuery,
    OperationCost cost,
    CancellationToken cancellationToken
);

/// <summary>An operation that is executed.</summary>
public interface IAdmittedOperation : IDisposable
{
    /// <summary>Told the size that the answer has in the end.</summary>
    /// <param name="typeCost">At most that of the <see cref="OperationCost"/>.</param>
    void Settle(long typeCost);
}
