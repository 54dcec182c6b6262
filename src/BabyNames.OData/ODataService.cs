using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.ODataEngine;

/// <summary>The services that the engine needs from the server that hosts it.</summary>
/// <param name="Path">Path of the service root, without a slash at its end.</param>
/// <param name="OpenDatabaseAsync">Opens a database context for one request. The engine disposes it.</param>
/// <param name="DataVersion">The data version that responses show and are cached for.</param>
/// <param name="Admission">Limits the use of the database by each client.</param>
/// <param name="ReportOutage">Called with the exception if the database does not respond.</param>
public sealed record ODataService(
    string Path,
    Func<CancellationToken, Task<DbContext>> OpenDatabaseAsync,
    IDataVersion DataVersion,
    IRequestAdmission Admission,
    Action<Exception> ReportOutage
);

/// <summary>Limits the use of the database by each client.</summary>
public interface IRequestAdmission
{
    /// <summary>Estimates the rows of a request whose entity set has no estimate of its own.</summary>
    RowEstimate Estimate(RequestedRows rows);

    /// <summary>Charges a request to its client, and waits until it may use the database.</summary>
    /// <param name="rows">Maximum number of rows that the response has and that the database reads.</param>
    /// <param name="isStreamed">Whether the response is sent while the rows are read, so that a slow client prolongs it.</param>
    /// <returns>The running request. The engine ends it when all rows are read.</returns>
    /// <exception cref="RefusedException">The client has no tokens left, or too many requests are running.</exception>
    Task<IAdmittedRequest> AdmitAsync(HttpContext http, RowEstimate rows, bool isStreamed, CancellationToken cancellationToken);
}

/// <summary>A request that uses the database.</summary>
public interface IAdmittedRequest
{
    /// <summary>Ends the use of the database, and corrects the charge by the rows that the response has.</summary>
    /// <param name="produced">Number of rows of the response.</param>
    void End(long produced);
}

/// <summary>The rows that a request reads.</summary>
/// <param name="EntitySet">The entity set, or the rows of a function.</param>
/// <param name="Query">The query options.</param>
/// <param name="Rows">The rows before <c>$search</c>.</param>
/// <param name="IsCounted">Whether the request reads only the number of rows.</param>
public sealed record RequestedRows(EntitySet EntitySet, QueryOptions Query, EntityRows Rows, bool IsCounted);

/// <summary>Thrown when a limit refuses a request.</summary>
/// <param name="message">The reason.</param>
/// <param name="writeAsync">Writes the response.</param>
public sealed class RefusedException(string message, Func<HttpContext, Task> writeAsync) : Exception(message)
{
    /// <summary>Writes the response with status, headers and body.</summary>
    public Task WriteAsync(HttpContext http) => writeAsync(http);
}
