using System.Data;
using System.IO.Hashing;
using System.Text;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Applies the files of <c>schema/database</c>.</summary>
/// <remarks>Uses the table and the advisory lock of golang-migrate, so that both tools can be used on one database. A file is
/// sent as one command and so runs in one transaction, unless it brings its own.</remarks>
public sealed class SchemaMigrator(NpgsqlDataSource owner, IReadOnlyList<Migration>? migrations = null)
{
    private const uint LockSalt = 1_486_364_155;

    private readonly IReadOnlyList<Migration> _migrations = migrations ?? Migration.Embedded;

    /// <summary>The version of the last file.</summary>
    public long LatestVersion => _migrations.Count == 0 ? 0 : _migrations[^1].Version;

    /// <summary>Applies missing roles, files and grants, in this order.</summary>
    /// <returns>The applied files, and whether grants were applied.</returns>
    /// <exception cref="MigrationException">A file failed, a former one left the database dirty, the database is newer or older than the first release, or the user
    /// may not create the roles or grant them what they need.</exception>
    public Task<IReadOnlyList<string>> UpAsync(CancellationToken cancellationToken) =>
        LockedAsync(
            async (connection, current) =>
            {
                if (migrations is null && current > 0)
                    await RefuseEarlierSeriesAsync(connection, cancellationToken);
                if (current > LatestVersion)
                    throw new MigrationException(
                        $"The database is at version {current}, newer than this program's {LatestVersion}. Use the newer program."
                    );
                var applied = new List<string>();
                // Other series of migrations have no roles.
                var roles = migrations is null ? new DatabaseRoles(connection) : null;
                if (roles is not null)
                    await roles.CreateAsync(cancellationToken);
                foreach (var migration in _migrations.Where(migration => migration.Version > current))
                {
                    await ApplyAsync(connection, migration, "up", migration.Version, cancellationToken);
                    applied.Add(migration.File("up"));
                }
                if (roles is not null && await roles.GrantAsync(cancellationToken))
                    applied.Add("missing grants of api_readonly, api_worker and api_writer");
                return (IReadOnlyList<string>)applied;
            },
            cancellationToken
        );

    /// <summary>The statements for missing grants and owners of views. Changes nothing.</summary>
    public async Task<IReadOnlyList<string>> MissingGrantsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        return await new DatabaseRoles(connection).MissingAsync(cancellationToken);
    }

    /// <summary>The data that migrating down <paramref name="count"/> files would delete.</summary>
    /// <exception cref="MigrationException">A former file left the database dirty.</exception>
    public async Task<IReadOnlyList<DataLoss>> LossesAsync(int count, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var current = await ReadCleanAsync(connection, cancellationToken);
        return await DataLoss.OfAsync(connection, Present(current).Take(count).Select(migration => migration.Down), cancellationToken);
    }

    /// <summary>Throws if servers use the database.</summary>
    /// <exception cref="MigrationException">Servers use the database.</exception>
    public async Task RefuseBesideServersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await RunningServers.RefuseAsync(connection, cancellationToken);
    }

    /// <summary>Migrates down the last <paramref name="count"/> files, newest first.</summary>
    /// <param name="besideServers">Whether to migrate although servers use the database.</param>
    /// <returns>The files applied.</returns>
    /// <exception cref="MigrationException">A file failed, a former one left the database dirty, or servers use the database.</exception>
    public Task<IReadOnlyList<string>> DownAsync(int count, CancellationToken cancellationToken, bool besideServers = false) =>
        LockedAsync(
            async (connection, current) =>
            {
                // Checked again under the lock, for which a starting server waits.
                if (!besideServers)
                    await RunningServers.RefuseAsync(connection, cancellationToken);
                var applied = new List<string>();
                var present = Present(current).ToList();
                for (var i = 0; i < Math.Min(count, present.Count); i++)
                {
                    var before = i + 1 < present.Count ? present[i + 1].Version : (long?)null;
                    await ApplyAsync(connection, present[i], "down", before, cancellationToken);
                    applied.Add(present[i].File("down"));
                }
                return (IReadOnlyList<string>)applied;
            },
            cancellationToken
        );

    /// <summary>The version of the database, 0 for none, and whether its migration failed.</summary>
    public async Task<(long Version, bool Dirty)> VersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, cancellationToken);
    }

    /// <summary>Sets the version as clean, after a failed file was fixed by hand. Runs no file.</summary>
    public async Task ForceAsync(long version, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        try
        {
            await WriteAsync(connection, version == 0 ? null : version, dirty: false, cancellationToken);
        }
        finally
        {
            await UnlockAsync(connection);
        }
    }

    /// <summary>Key of the advisory lock of golang-migrate for a database.</summary>
    public static uint LockId(string database) =>
        unchecked(Crc32.HashToUInt32(Encoding.UTF8.GetBytes($"public\0schema_migrations\0/{database}")) * LockSalt);

    /// <summary>Newest first.</summary>
    private IEnumerable<Migration> Present(long current) => _migrations.Where(migration => migration.Version <= current).Reverse();

    private async Task<T> LockedAsync<T>(Func<NpgsqlConnection, long, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        try
        {
            return await work(connection, await ReadCleanAsync(connection, cancellationToken));
        }
        finally
        {
            await UnlockAsync(connection);
        }
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection,
        Migration migration,
        string direction,
        long? after,
        CancellationToken cancellationToken
    )
    {
        await WriteAsync(connection, migration.Version, dirty: true, cancellationToken);
        try
        {
            // Not cancellable, because a stopped process would leave the database dirty.
            await ExecuteAsync(connection, direction == "up" ? migration.Up : migration.Down, CancellationToken.None);
        }
        catch (PostgresException exception)
        {
            throw new MigrationException(
                $"{migration.File(direction)} failed: {exception.MessageText} ({exception.SqlState}). The database is marked dirty at "
                    + $"version {migration.Version}. A file without its own COMMIT left nothing behind: mend the file, then "
                    + $"`babynames migrate force N` with the version before it, then `babynames migrate up`.",
                exception
            );
        }
        await WriteAsync(connection, after, dirty: false, CancellationToken.None);
    }

    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockId(connection.Database)})", cancellationToken);
        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, dirty BOOLEAN NOT NULL)",
            cancellationToken
        );
    }

    /// <summary>Losing the connection releases the lock; closing it does not, because the pool keeps the session.</summary>
    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open)
            return;
        // A file that failed within its own transaction left it open.
        await ExecuteAsync(connection, "ROLLBACK", CancellationToken.None);
        await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockId(connection.Database)})", CancellationToken.None);
    }

    private async Task<long> ReadCleanAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (version, dirty) = await ReadAsync(connection, cancellationToken);
        if (!dirty)
            return version;
        var file = _migrations.FirstOrDefault(migration => migration.Version == version)?.Title ?? "unknown";
        throw new MigrationException(
            $"Migration {version} ({file}) failed earlier and left the database dirty. Undo what it did by hand, then "
                + $"`babynames migrate force N` with the version that the database is really at, then `babynames migrate up`."
        );
    }

    private static async Task<(long Version, bool Dirty)> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT TO_REGCLASS('schema_migrations') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
            return (0, false);
        await using var command = new NpgsqlCommand("SELECT version, dirty FROM schema_migrations LIMIT 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetBoolean(1)) : (0, false);
    }

    /// <summary>Databases from before the first release have other files under the same numbers.</summary>
    private static async Task RefuseEarlierSeriesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT TO_REGCLASS('public.areas') IS NULL", connection);
        if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            throw new MigrationException(
                $"The database {connection.Database} was made by a program before the first release and cannot be brought up to date: start with an "
                    + "empty database (move the folder .data away if it is the private one) and upload the files again."
            );
        }
    }

    /// <summary>No row stands for version 0, as in golang-migrate.</summary>
    private static Task WriteAsync(NpgsqlConnection connection, long? version, bool dirty, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection,
            "TRUNCATE schema_migrations"
                + (version is null && !dirty ? "" : $"; INSERT INTO schema_migrations (version, dirty) VALUES ({version ?? -1}, {dirty})"),
            cancellationToken
        );

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
