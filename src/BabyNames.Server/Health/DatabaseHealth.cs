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
    [property: Description("Indexes, least used first. At most 100 are listed.")] IReadOnlyList<IndexUse> Indexes,
    [property: Description(
        "Whether PostgreSQL has the extension pg_stat_statements in this database and loads it at its start (shared_preload_libraries)."
    )]
        bool HasStatementStatistics,
    [property: Description(
        "Statements of the server with the longest total time since the statistics of PostgreSQL were last reset. At most 20 are listed. "
            + "The list is empty unless hasStatementStatistics is true."
    )]
        IReadOnlyList<StatementUse> Statements
);

/// <summary>The question <c>databaseHealth</c>.</summary>
internal sealed class DatabaseHealthQuestion : IQuestion<BabyNamesDbContext, NoArguments, DatabaseHealth?>
{
    /// <summary>Maximum length of each list.</summary>
    private const int MaxItems = 100;

    private const int MaxStatements = 20;

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
        var extension = await database.QueryAsync(
            """
            SELECT extnamespace::REGNAMESPACE::TEXT FROM pg_extension
            WHERE extname = 'pg_stat_statements' AND HAS_SCHEMA_PRIVILEGE(extnamespace, 'USAGE')
                AND CURRENT_SETTING('pg_stat_statements.max', TRUE) IS NOT NULL
            """,
            row => row.GetString(0),
            cancellationToken
        );
        var uses = extension is [{ } schema] ? await StatementsAsync(database, schema, cancellationToken) : [];
        var health = await database.QueryAsync(
            """
            SELECT PG_DATABASE_SIZE(CURRENT_DATABASE()), COUNT(*)::INTEGER FROM pg_stat_activity WHERE datname = CURRENT_DATABASE()
            """,
            row => new DatabaseHealth(row.GetInt64(0), row.GetInt32(1), statements, tables, indexes, extension.Count > 0, uses),
            cancellationToken
        );
        return health.Single();
    }

    /// <summary>Reads only the statements of the three roles, which the server sends: those of other users may contain passwords.</summary>
    /// <param name="schema">Schema of the extension, quoted as an identifier.</param>
    private static Task<List<StatementUse>> StatementsAsync(
        BabyNamesDbContext database,
        string schema,
        CancellationToken cancellationToken
    ) =>
        database.QueryAsync(
            $"""
            SELECT CASE WHEN queryid IS NOT NULL THEN LEFT(query, {StatementUse.MaxLength}) END, rolname::TEXT, calls,
                (total_exec_time / 1000)::NUMERIC(18, 3), mean_exec_time::NUMERIC(18, 3), rows
            FROM {schema}.pg_stat_statements JOIN pg_roles ON oid = userid
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = CURRENT_DATABASE())
                AND rolname IN ('api_readonly', 'api_worker', 'api_writer')
            ORDER BY total_exec_time DESC LIMIT {MaxStatements}
            """,
            row => new StatementUse(
                row.IsDBNull(0) ? null : row.GetString(0),
                row.GetString(1),
                row.GetInt64(2),
                row.GetDecimal(3),
                row.GetDecimal(4),
                row.GetInt64(5)
            ),
            cancellationToken
        );
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

[Description("Use of a statement, as pg_stat_statements counts it.")]
public sealed record StatementUse(
    [property: Description(
        "First 1,000 characters of the statement, with $1 instead of values. The value is null if the role api_readonly may not see it: "
            + "grant it pg_read_all_stats."
    )]
        string? Text,
    [property: Description("Database role that runs the statement: api_readonly, api_worker or api_writer.")] string Role,
    [property: Description("Number of executions.")] long Calls,
    [property: Description("Total time of the executions, in seconds.")] decimal Seconds,
    [property: Description("Average time of an execution, in milliseconds.")] decimal AverageMilliseconds,
    [property: Description("Number of rows that the executions returned or changed.")] long Rows
)
{
    internal const int MaxLength = 1_000;
}
