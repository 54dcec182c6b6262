using System.Security.Claims;
using BabyNames.Conventions.Errors;
using BabyNames.Data.Audit;
using Npgsql;

namespace BabyNames.Server.Audit;

/// <summary>Keeps a row of every action of an admin: by GraphQL or the command line, whatever came of it.</summary>
internal sealed class AuditLog(AuditStore store, ILogger<AuditLog> logger)
{
    /// <param name="action">The mutation or the command.</param>
    /// <param name="subject">What it is done to, as far as that is known.</param>
    /// <param name="run">Does it, and says what it was done to.</param>
    /// <exception cref="NpgsqlException">What cannot be written down is not done.</exception>
    public async Task<T> RecordAsync<T>(Actor actor, string action, string? subject, Func<Task<(T Result, string Subject)>> run, CancellationToken cancellationToken)
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

    /// <summary>What was done is done: its answer does not fail because its row stays at begun.</summary>
    private async Task EndAsync(long id, string outcome, string? code, string? subject)
    {
        try
        {
            await store.EndAsync(id, outcome, code, subject);
        }
        catch (NpgsqlException exception)
        {
            logger.LogWarning("Action {Id} ended as {Outcome}, which could not be written down: {Message}", id, outcome, exception.Message);
        }
    }
}

/// <summary>Who does something.</summary>
/// <param name="KeyId">Null for the command line.</param>
internal sealed record Actor(string? KeyId, string Name)
{
    public static Actor CommandLine { get; } = new(null, $"command line: {Environment.UserName}");

    /// <param name="user">Who has shown a key.</param>
    public static Actor Of(ClaimsPrincipal user) => new(user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue(ClaimTypes.Name)!);
}
