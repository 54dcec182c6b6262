using System.Security.Claims;
using BabyNames.Data.Audit;
using BabyNames.Queries.Errors;
using Npgsql;

namespace BabyNames.Server.Audit;

/// <summary>Records every action of an admin, by GraphQL or the command line, with its outcome.</summary>
internal sealed class AuditLog(AuditStore store, ILogger<AuditLog> logger)
{
    /// <param name="action">Name of the mutation or command.</param>
    /// <param name="subject">Subject of the action, if it is known before.</param>
    /// <param name="run">Runs the action and returns its result and subject.</param>
    /// <exception cref="NpgsqlException">The action cannot be recorded, so it is not run.</exception>
    public async Task<T> RecordAsync<T>(
        Actor actor,
        string action,
        string? subject,
        Func<Task<(T Result, string Subject)>> run,
        CancellationToken cancellationToken
    )
    {
        var id = await store.BeginAsync(actor.KeyId, actor.Name, action, subject, cancellationToken);
        var (outcome, code, found) = ("failed", (string?)null, (string?)null);
        try
        {
            var (result, done) = await run();
            (outcome, found) = ("done", done);
            return result;
        }
        catch (DomainException exception)
        {
            (outcome, code) = ("refused", exception.Code);
            throw;
        }
        finally
        {
            await EndAsync(id, outcome, code, found);
        }
    }

    /// <summary>The action has run, so an error here does not fail its response.</summary>
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

/// <summary>The admin who acts.</summary>
/// <param name="KeyId">Null for the command line.</param>
internal sealed record Actor(string? KeyId, string Name)
{
    public static Actor CommandLine { get; } = new(null, $"command line: {Environment.UserName}");

    /// <param name="user">The authenticated user.</param>
    public static Actor Of(ClaimsPrincipal user) =>
        new(user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue(ClaimTypes.Name)!);
}
