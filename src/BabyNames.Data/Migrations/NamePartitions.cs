using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Turns <c>names</c> into partitions by country, and back, on a live database. Each is one transaction, so that a failure changes
/// nothing.</summary>
/// <remarks>The rows are copied to new tables. Loads, deletions and restores wait in the meantime. Readers wait only for the exchange of
/// the
/// tables. Rows of a country without a partition go to <c>names_default</c>.</remarks>
/// <param name="owner">The owner of the tables.</param>
public sealed class NamePartitions(NpgsqlDataSource owner)
{
    /// <summary>The rows that <see cref="PartitionAsync"/> copies: of countries without a partition.</summary>
    /// <returns>Null if each country with rows has a partition.</returns>
    /// <exception cref="MigrationException">An object depends on the table and would be lost.</exception>
    public async Task<NamesCopy?> PlanAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var names = await NamesTable.ReadAsync(connection, cancellationToken);
        var copy = await NamesCopy.ByCountryAsync(connection, names, cancellationToken);
        return names.IsPartitioned && copy.Parts.Count == 0 ? null : copy;
    }

    /// <summary>The rows that <see cref="UndoAsync"/> copies.</summary>
    /// <returns>Null if there are no partitions.</returns>
    /// <exception cref="MigrationException">An object depends on the table and would be lost.</exception>
    public async Task<NamesCopy?> PlanUndoAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var names = await NamesTable.ReadAsync(connection, cancellationToken);
        return names.IsPartitioned ? await NamesCopy.ByPartitionAsync(connection, cancellationToken) : null;
    }

    /// <summary>Creates a partition for each country that has rows.</summary>
    /// <param name="tell">Receives the progress.</param>
    public Task PartitionAsync(Action<string> tell, CancellationToken cancellationToken) =>
        RunAsync(
            async (session, names) =>
            {
                var copy = await NamesCopy.ByCountryAsync(session.Connection, names, cancellationToken);
                if (names.IsPartitioned && copy.Parts.Count == 0)
                    return false;
                foreach (var (index, part) in copy.Parts.Index())
                {
                    await session.ExecuteAsync(string.Join("; ", names.CreatePartition(part)), cancellationToken);
                    tell($"copied {index + 1} of {copy.Parts.Count} countries ({part.Label}, {part.Rows:N0} rows)");
                }
                if (!names.IsPartitioned)
                    await session.ExecuteAsync(NamesTable.CreateParent, cancellationToken);
                string[] tables = [.. copy.Parts.Select(part => part.Table), .. names.IsPartitioned ? [] : new[] { NamesTable.New }];
                await new NamesExchange(session, tell).RunAsync(
                    tables.Select(names.AddForeignKeys),
                    names.ExchangeForPartitions(copy.Parts),
                    cancellationToken
                );
                return true;
            },
            tell,
            cancellationToken
        );

    /// <summary>Merges the partitions to one table.</summary>
    /// <param name="tell">Receives the progress.</param>
    public Task UndoAsync(Action<string> tell, CancellationToken cancellationToken) =>
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
                    tell($"copied {index + 1} of {copy.Parts.Count} partitions ({part.Label}, {part.Rows:N0} rows)");
                }
                tell("building the indexes");
                await session.ExecuteAsync(string.Join("; ", names.IndexPlain), cancellationToken);
                await new NamesExchange(session, tell).RunAsync(
                    [names.AddForeignKeys(NamesTable.New)],
                    names.ExchangeForPlain,
                    cancellationToken
                );
                return true;
            },
            tell,
            cancellationToken
        );

    /// <param name="rewrite">Returns false if there was nothing to do.</param>
    private async Task RunAsync(
        Func<NamesSession, NamesTable, Task<bool>> rewrite,
        Action<string> tell,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var session = new NamesSession(connection);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            tell("waiting for loads that are going on");
            await session.ExecuteAsync(NamesTable.Begin, cancellationToken);
            var names = await NamesTable.ReadAsync(connection, cancellationToken);
            if (!await rewrite(session, names))
                return;
            await transaction.CommitAsync(cancellationToken);
        }
        tell("vacuuming");
        // For index-only scans and the planner.
        await session.ExecuteAsync("VACUUM (ANALYZE) names", cancellationToken);
    }
}

/// <summary>The owner's connection.</summary>
internal sealed record NamesSession(NpgsqlConnection Connection)
{
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, Connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
