using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Partitions the table <c>names</c> by country, or merges the partitions to one table, while servers use the database. Each
/// operation is one transaction, so that an error changes nothing.</summary>
/// <remarks>The rows are copied to new tables. Loads, deletions and restores wait during the copy. Readers wait only while the tables
/// are exchanged. Rows of countries without a partition are in <c>names_default</c>.</remarks>
/// <param name="owner">Connections of the user who owns the tables.</param>
public sealed class NamePartitions(NpgsqlDataSource owner)
{
    /// <summary>Counts the rows that <see cref="PartitionAsync"/> would copy: the rows of countries without a partition.</summary>
    /// <returns>Null if each country with rows has a partition.</returns>
    /// <exception cref="MigrationException">An object depends on a view of the table and would be lost.</exception>
    public async Task<NamesCopy?> PlanAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var names = await NamesTable.ReadAsync(connection, cancellationToken);
        var copy = await NamesCopy.ByCountryAsync(connection, names, cancellationToken);
        return names.IsPartitioned && copy.Parts.Count == 0 ? null : copy;
    }

    /// <summary>Counts the rows that <see cref="UndoAsync"/> would copy.</summary>
    /// <returns>Null if the table has no partitions.</returns>
    /// <exception cref="MigrationException">An object depends on a view of the table and would be lost.</exception>
    public async Task<NamesCopy?> PlanUndoAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var names = await NamesTable.ReadAsync(connection, cancellationToken);
        return names.IsPartitioned ? await NamesCopy.ByPartitionAsync(connection, cancellationToken) : null;
    }

    /// <summary>Creates a partition for each country that has rows.</summary>
    /// <param name="report">Receives messages on the progress.</param>
    public Task PartitionAsync(Action<string> report, CancellationToken cancellationToken) =>
        RunAsync(
            async (session, names) =>
            {
                var copy = await NamesCopy.ByCountryAsync(session.Connection, names, cancellationToken);
                if (names.IsPartitioned && copy.Parts.Count == 0)
                    return false;
                foreach (var (index, part) in copy.Parts.Index())
                {
                    await session.ExecuteAsync(string.Join("; ", names.CreatePartition(part)), cancellationToken);
                    report($"copied {index + 1} of {copy.Parts.Count} countries ({part.Label}, {part.Rows:N0} rows)");
                }
                if (!names.IsPartitioned)
                    await session.ExecuteAsync(NamesTable.CreateParent, cancellationToken);
                string[] tables = [.. copy.Parts.Select(part => part.Table), .. names.IsPartitioned ? [] : new[] { NamesTable.New }];
                await new NamesExchange(session, report).RunAsync(
                    tables.Select(names.AddForeignKeys),
                    names.ExchangeForPartitions(copy.Parts),
                    cancellationToken
                );
                return true;
            },
            report,
            cancellationToken
        );

    /// <summary>Merges the partitions to one table.</summary>
    /// <param name="report">Receives messages on the progress.</param>
    public Task UndoAsync(Action<string> report, CancellationToken cancellationToken) =>
        RunAsync(
            async (session, names) =>
            {
                if (!names.IsPartitioned)
                    return false;
                var copy = await NamesCopy.ByPartitionAsync(session.Connection, cancellationToken);
                await session.ExecuteAsync(names.CreatePlain, cancellationToken);
                foreach (var (index, part) in copy.Parts.Index())
                {
                    await session.ExecuteAsync($"INSERT INTO {NamesTable.New} SELECT * FROM {part.Table}", cancellationToken);
                    report($"copied {index + 1} of {copy.Parts.Count} partitions ({part.Label}, {part.Rows:N0} rows)");
                }
                report("building the indexes");
                await session.ExecuteAsync(string.Join("; ", names.IndexPlain), cancellationToken);
                await new NamesExchange(session, report).RunAsync(
                    [names.AddForeignKeys(NamesTable.New)],
                    names.ExchangeForPlain,
                    cancellationToken
                );
                return true;
            },
            report,
            cancellationToken
        );

    /// <param name="rewrite">Returns false if it changed nothing.</param>
    private async Task RunAsync(
        Func<NamesSession, NamesTable, Task<bool>> rewrite,
        Action<string> report,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var session = new NamesSession(connection);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            report("waiting for running loads");
            await session.ExecuteAsync(NamesTable.Begin, cancellationToken);
            var names = await NamesTable.ReadAsync(connection, cancellationToken);
            if (!await rewrite(session, names))
                return;
            await transaction.CommitAsync(cancellationToken);
        }
        report("vacuuming");
        // Index-only scans need the visibility map, and the planner needs statistics.
        await session.ExecuteAsync("VACUUM (ANALYZE) names", cancellationToken);
    }
}

/// <summary>A connection of the user who owns the tables.</summary>
internal sealed record NamesSession(NpgsqlConnection Connection)
{
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, Connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
