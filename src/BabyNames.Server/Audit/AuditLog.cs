using System.Security.Claims;
using BabyNames.Data.Audit;
using BabyNames.Queries.Errors;
using Npgsql;

namespace BabyNames.Server.Audit;

/// <summary>Records every action of an admin with its outcome. Actions come from GraphQL and from the command line.</summary>
internal sealed class AuditLog(AuditStore store, ILogger<AuditLog> logger)
{
    /// <summary>Runs an action and records it.</summary>
    /// <param name="actor">The admin.</param>
    /// <param name="action">Name of the mutation or command.</param>
    /// <param name="subject">The object of the action; null if it is not known before the action.</param>
    /// <param name="run">Runs the action and returns its result and its object.</param>
    /// <exception cref="NpgsqlException">The action cannot be recorded, so it was not run.</exception>
    public async Task<T> RecordAsync<T>(
        Actor actor,
        string action,
        string? subject,
        Func<Task<(T Result, string Subject)>> run,
        CancellationToken cancellationToken
    )
    {
        var id = await store.BeginAsync(actor.KeyId, actor.Name, action, subject, cancellationToken);
        var (outcome, code, actualSubject) = ("failed", (string?)null, (string?)null);
        try
        {
            (var result, actualSubject) = await run();
            outcome = "done";
            return result;
        }
        catch (DomainException exception)
        {
            (outcome, code) = ("refused", exception.Code);
            throw;
        }
        finally
        {
            await EndAsync(id, outcome, code, actualSubject);
        }
    }

    /// <summary>Records the outcome. An error is only logged, because the action has run.</summary>
    private async Task EndAsync(long id, string outcome, string? code, string? subject)
    {
        try
        {
            await store.EndAsync(id, outcome, code, subject);
        }
        catch (NpgsqlException exception)
        {
            logger.OutcomeNotStored(outcome, id, exception.Message);
        }
    }
}

/// <summary>The admin who performs an action.</summary>
/// <param name="KeyId">Public id of the API key; null for the command line.</param>
/// <param name="Name">Name of the API key, or of the user of the command line.</param>
internal sealed record Actor(string? KeyId, string Name)
{
    /// <summary>The user of the command line.</summary>
    public static Actor CommandLine { get; } = new(null, $"command line: {Environment.UserName}");

    /// <summary>Returns the admin of a request.</summary>
    /// <param name="user">The authenticated user.</param>
    public static Actor Of(ClaimsPrincipal user) =>
        new(user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue(ClaimTypes.Name)!);
}
