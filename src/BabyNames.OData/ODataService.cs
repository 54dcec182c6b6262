using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.ODataEngine;

/// <summary>What the engine needs of the server that it runs in.</summary>
/// <param name="Path">Path of the service root, without a slash at its end.</param>
/// <param name="OpenDatabaseAsync">Opens the database for one request.</param>
/// <param name="DataVersion">Version of the data; null while it is not known, and then responses are not cached.</param>
/// <param name="Admission">Limits what clients ask of the database.</param>
public sealed record ODataService(
    string Path,
    Func<CancellationToken, Task<DbContext>> OpenDatabaseAsync,
    Func<long?> DataVersion,
    IRequestAdmission Admission
);

/// <summary>Limits what clients ask of the database.</summary>
public interface IRequestAdmission
{
    /// <summary>Estimates the rows of a request whose entity set has no estimate of its own.</summary>
    RowEstimate Estimate(RequestedRows rows);

    /// <param name="rows">Rows that the response has and the database reads, at most.</param>
    /// <param name="isStreamed">Whether the response lasts as long as its client reads.</param>
    /// <returns>Ended when all rows are read.</returns>
    /// <exception cref="RefusedException">The client has no tokens left, or too many requests are running.</exception>
    Task<IAdmittedRequest> AdmitAsync(HttpContext http, RowEstimate rows, bool isStreamed, CancellationToken cancellationToken);
}

/// <summary>A request that the database works on.</summary>
public interface IAdmittedRequest
{
    /// <param name="produced">Rows of the response.</param>
    void End(long produced);
}

/// <summary>The rows that a request asks for.</summary>
/// <param name="Rows">Apart from <c>$search</c>.</param>
/// <param name="IsCounted">Whether the request asks for their number alone.</param>
public sealed record RequestedRows(EntitySet EntitySet, QueryOptions Query, EntityRows Rows, bool IsCounted);

/// <summary>A request is refused because of a limit.</summary>
/// <param name="writeAsync">Writes the response.</param>
public sealed class RefusedException(string message, Func<HttpContext, Task> writeAsync) : Exception(message)
{
    public Task WriteAsync(HttpContext http) => writeAsync(http);
}
