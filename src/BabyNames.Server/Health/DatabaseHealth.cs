using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Queries;

namespace BabyNames.Server.Health;

[Description("Size and use of the database at the time of the request.")]
public sealed record DatabaseHealth(
    [property: Description("Size of the whole database in bytes.")] long Bytes,
    [property: Description("Number of connections to the database, including the connection of this request.")] int Connections,
    [property: Description("Statements that have run for more than one minute, longest first. At most 100 are listed.")]
        IReadOnlyList<LongStatement> LongStatements,
    [property: Description("Tables and materialized views, largest first. At most 100 are listed.")] IReadOnlyList<TableSize> Tables,
    [property: Description("Indexes, least used first. At most 100 are listed.")] IReadOnlyList<IndexUse> Indexes
);

/// <summary>The question <c>databaseHealth</c>.</summary>
internal sealed class DatabaseHealthQuestion : IQuestion<BabyNamesDbContext, NoArguments, DatabaseHealth?>
{
    /// <summary>Maximum length of each list.</summary>
    private const int MaxItems = 100;

    public string Name => "databaseHealth";

    public string Description => "Size and use of the database. Only admins and monitors may read it.";

    public bool IsOneStatement => false;

    public RowEstimate Estimate(NoArguments arguments) => new(1, Nested: MaxItems);

    public async Task<DatabaseHealth?> AskAsync(NoArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var statements = await database.QueryAsync(
            $"SELECT process, seconds, state FROM long_statements(INTERVAL '1 minute') ORDER BY seconds DESC, process LIMIT {MaxItems}",
            row => new LongStatement(row.GetInt32(0), row.GetDecimal(1), row.GetString(2)),
            cancellationToken
        );
        var tables = await database.QueryAsync(
            $"""
            SELECT relname::TEXT, PG_TOTAL_RELATION_SIZE(oid), PG_TABLE_SIZE(oid), GREATEST(reltuples, 0)::BIGINT FROM pg_class
            WHERE relnamespace = 'public'::REGNAMESPACE AND relkind IN ('r', 'm') ORDER BY 2 DESC, 1 LIMIT {MaxItems}
            """,
            row => new TableSize(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken
        );
        var indexes = await database.QueryAsync(
            $"""
            SELECT indexrelname::TEXT, relname::TEXT, PG_RELATION_SIZE(indexrelid), idx_scan FROM pg_stat_user_indexes
            WHERE schemaname = 'public' ORDER BY 4, 3 DESC, 1 LIMIT {MaxItems}
            """,
            row => new IndexUse(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken
        );
        var health = await database.QueryAsync(
            """
            SELECT PG_DATABASE_SIZE(CURRENT_DATABASE()), COUNT(*)::INTEGER FROM pg_stat_activity WHERE datname = CURRENT_DATABASE()
            """,
            row => new DatabaseHealth(row.GetInt64(0), row.GetInt32(1), statements, tables, indexes),
            cancellationToken
        );
        return health.Single();
    }
}

[Description("A statement that has run for a long time.")]
public sealed record LongStatement(
    [property: Description("Id of the PostgreSQL process, the pid of pg_stat_activity.")] int Process,
    [property: Description("Time since the statement began, in seconds.")] decimal Seconds,
    [property: Description("State of the session: active, or idle in transaction if the transaction is open but no statement runs.")]
        string State
);

[Description("Disk space of a table or materialized view.")]
public sealed record TableSize(
    [property: Description("Name of the table or view.")] string Name,
    [property: Description("Size with indexes in bytes.")] long Bytes,
    [property: Description("Size without indexes in bytes.")] long BytesOfRows,
    [property: Description("Number of rows as PostgreSQL last estimated it. It is 0 if there is no estimate yet.")] long Rows
);

[Description("Size and use of an index.")]
public sealed record IndexUse(
    [property: Description("Name of the index.")] string Name,
    [property: Description("Name of the table or view that has the index.")] string Table,
    [property: Description("Size in bytes.")] long Bytes,
    [property: Description("Number of scans of the index since the statistics of PostgreSQL were last reset.")] long Scans
);
