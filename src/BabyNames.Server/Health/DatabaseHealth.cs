using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Queries;

namespace BabyNames.Server.Health;

[Description("How large the database is and how it is used, at the moment of asking.")]
public sealed record DatabaseHealth(
    [property: Description("Bytes of the whole database.")] long Bytes,
    [property: Description("Connections to the database, this one among them.")] int Connections,
    [property: Description("Statements that have run for more than a minute, the longest first.")]
        IReadOnlyList<LongStatement> LongStatements,
    [property: Description("Tables and views that hold rows, the largest first.")] IReadOnlyList<TableSize> Tables,
    [property: Description("Indexes, the least used first.")] IReadOnlyList<IndexUse> Indexes
);

/// <summary>The question <c>databaseHealth</c>.</summary>
internal sealed class DatabaseHealthQuestion : IQuestion<BabyNamesDbContext, NoArguments, DatabaseHealth?>
{
    /// <summary>Maximum length of each list.</summary>
    private const int MostItems = 100;

    public string Name => "databaseHealth";

    public string Description => "How large the database is and how it is used. For admins.";

    public bool IsOneStatement => false;

    public RowEstimate Estimate(NoArguments arguments) => new(1, Nested: MostItems);

    public async Task<DatabaseHealth?> AskAsync(NoArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var statements = await database.QueryAsync(
            $"SELECT process, seconds, state FROM long_statements(INTERVAL '1 minute') ORDER BY seconds DESC, process LIMIT {MostItems}",
            row => new LongStatement(row.GetInt32(0), row.GetDecimal(1), row.GetString(2)),
            cancellationToken
        );
        var tables = await database.QueryAsync(
            $"""
            SELECT relname::TEXT, PG_TOTAL_RELATION_SIZE(oid), PG_TABLE_SIZE(oid), GREATEST(reltuples, 0)::BIGINT FROM pg_class
            WHERE relnamespace = 'public'::REGNAMESPACE AND relkind IN ('r', 'm') ORDER BY 2 DESC, 1 LIMIT {MostItems}
            """,
            row => new TableSize(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken
        );
        var indexes = await database.QueryAsync(
            $"""
            SELECT indexrelname::TEXT, relname::TEXT, PG_RELATION_SIZE(indexrelid), idx_scan FROM pg_stat_user_indexes
            WHERE schemaname = 'public' ORDER BY 4, 3 DESC, 1 LIMIT {MostItems}
            """,
            row => new IndexUse(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken
        );
        var whole = await database.QueryAsync(
            """
            SELECT PG_DATABASE_SIZE(CURRENT_DATABASE()), COUNT(*)::INTEGER FROM pg_stat_activity WHERE datname = CURRENT_DATABASE()
            """,
            row => new DatabaseHealth(row.GetInt64(0), row.GetInt32(1), statements, tables, indexes),
            cancellationToken
        );
        return whole.Single();
    }
}

[Description("A statement that has run for long.")]
public sealed record LongStatement(
    [property: Description("Number of PostgreSQL's process, as pg_stat_activity has it.")] int Process,
    [property: Description("Since the statement began.")] decimal Seconds,
    [property: Description("active, or that its transaction is open and nothing runs in it.")] string State
);

[Description("What a table or a view that holds rows takes on the disk.")]
public sealed record TableSize(
    [property: Description("Of the table or view.")] string Name,
    [property: Description("With its indexes.")] long Bytes,
    [property: Description("Without its indexes.")] long BytesOfRows,
    [property: Description("Estimate of the last time that PostgreSQL counted; 0 when it has not yet.")] long Rows
);

[Description("How an index is used.")]
public sealed record IndexUse(
    [property: Description("Of the index.")] string Name,
    [property: Description("Table or view that it is on.")] string Table,
    [property: Description("On the disk.")] long Bytes,
    [property: Description("How often it was read since PostgreSQL's statistics were last reset.")] long Scans
);
