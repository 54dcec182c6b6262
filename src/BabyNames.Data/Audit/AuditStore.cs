using Npgsql;

namespace BabyNames.Data.Audit;

/// <summary>Writes the table <c>admin_actions</c>.</summary>
public sealed class AuditStore(Databases databases)
{
    /// <param name="keyId">Null for the command line.</param>
    /// <param name="subject">The subject of the action, if it is known.</param>
    /// <returns>Id of the row, for <see cref="EndAsync"/>.</returns>
    public async Task<long> BeginAsync(string? keyId, string actor, string action, string? subject, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            "INSERT INTO admin_actions (key_id, actor, action, subject) VALUES ($1, $2, $3, LEFT($4, 300)) RETURNING id"
        );
        Add(command, keyId, actor, action, subject);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <param name="outcome"><c>done</c>, <c>refused</c> or <c>failed</c>.</param>
    /// <param name="subject">Null to leave it unchanged.</param>
    public async Task EndAsync(long id, string outcome, string? errorCode, string? subject)
    {
        await using var command = databases.Writer.CreateCommand(
            "UPDATE admin_actions SET outcome = $1, error_code = $2, subject = COALESCE(LEFT($3, 300), subject), ended_at = CLOCK_TIMESTAMP() WHERE id = $4"
        );
        Add(command, outcome, errorCode, subject);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync();
    }

    private static void Add(NpgsqlCommand command, params string?[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
    }
}
