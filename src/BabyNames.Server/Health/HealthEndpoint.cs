using BabyNames.Data;
using BabyNames.Server.Configuration;
using Npgsql;

namespace BabyNames.Server.Health;

/// <summary><c>/health</c>: whether the database is available, the data version, and the number of active jobs.</summary>
internal static class HealthEndpoint
{
    /// <summary>Timeout of the query in seconds.</summary>
    private const int QueryTimeout = 5;

    public static void MapHealth(this WebApplication app) =>
        app.MapGet(
            Paths.Health,
            async (Databases databases, CancellationToken cancellationToken) =>
            {
                try
                {
                    await using var command = databases.Reader.CreateCommand(
                        """
                        SELECT version, EXISTS (SELECT FROM changed_cells),
                            (SELECT COUNT(*) FROM jobs WHERE status IN ('queued', 'running'))
                        FROM statistics_state
                        """
                    );
                    command.CommandTimeout = QueryTimeout;
                    await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                    await reader.ReadAsync(cancellationToken);
                    return Results.Ok(
                        new
                        {
                            status = "ok",
                            dataVersion = reader.GetInt64(0),
                            refreshDue = reader.GetBoolean(1),
                            activeJobs = reader.GetInt64(2),
                        }
                    );
                }
                catch (NpgsqlException)
                {
                    return Results.Json(
                        new { status = "the database does not answer" },
                        statusCode: StatusCodes.Status503ServiceUnavailable
                    );
                }
            }
        );
}
