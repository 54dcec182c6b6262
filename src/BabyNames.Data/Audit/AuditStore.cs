using Npgsql;

namespace BabyNames.Data.Audit;

/// <summary>Writes the actions of admins to the table <c>admin_actions</c>.</summary>
public sealed class AuditStore(Databases databases)
{
    /// <summary>Adds an action with the outcome <c>begun</c>.</summary>
    /// <param name="keyId">Public id of the admin's API key. Null for a command of the command line.</param>
    /// <param name="subject">The object of the action. Null if it is not known yet.</param>
    /// <returns>The id of the row, for <see cref="EndAsync"/>.</returns>
    public async Task<long> BeginAsync(string? keyId, string actor, string action, string? subject, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            "INSERT INTO admin_actions (key_id, actor, action, subject) VALUES ($1, $2, $3, LEFT($4, 300)) RETURNING id"
        );
        AddTexts(command, keyId, actor, action, subject);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Stores the outcome of an action.</summary>
    /// <param name="outcome"><c>done</c>, <c>refused</c> or <c>failed</c>.</param>
    /// <param name="errorCode">Error code of a refusal; otherwise null.</param>
    /// <param name="subject">The object of the action. Null to leave it unchanged.</param>
    public async Task EndAsync(long id, string outcome, string? errorCode, string? subject)
    {
        await using var command = databases.Writer.CreateCommand(
            """
            UPDATE admin_actions
            SET outcome = $1, error_code = $2, subject = COALESCE(LEFT($3, 300), subject), ended_at = CLOCK_TIMESTAMP()
            WHERE id = $4
            """
        );
        AddTexts(command, outcome, errorCode, subject);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync();
    }

    private static void AddTexts(NpgsqlCommand command, params string?[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
    }
}
