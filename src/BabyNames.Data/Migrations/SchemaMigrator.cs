using System.Data;
using System.IO.Hashing;
using System.Text;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Applies the migration files of <c>schema/database</c>.</summary>
/// <remarks>It uses the table and the advisory lock of golang-migrate, so that both programs can be used for one database. A file is sent
/// as one command, which PostgreSQL runs in one transaction unless the file has its own BEGIN and COMMIT.</remarks>
/// <param name="owner">Connections of the user who owns the database objects.</param>
/// <param name="migrations">The migrations to apply; null for <see cref="Migration.Embedded"/>.</param>
public sealed class SchemaMigrator(NpgsqlDataSource owner, IReadOnlyList<Migration>? migrations = null)
{
    // The same value as in golang-migrate.
    private const uint LockSalt = 1_486_364_155;

    private readonly IReadOnlyList<Migration> _migrations = migrations ?? Migration.Embedded;

    /// <summary>The version of the last migration file; 0 if there are no files.</summary>
    public long LatestVersion => _migrations.Count == 0 ? 0 : _migrations[^1].Version;

    /// <summary>Creates missing roles, applies the files that the database does not have, and grants missing privileges.</summary>
    /// <returns>The names of the applied files, and a text if privileges were granted.</returns>
    /// <exception cref="MigrationException">A file failed, the database is dirty because an earlier file failed, the version of the
    /// database is newer than this program or older than the first release, another user owns the tables, or the user may not create
    /// roles or grant privileges.</exception>
    public async Task<IReadOnlyList<string>> UpAsync(CancellationToken cancellationToken)
    {
        if (migrations is null && await FindForeignOwnerAsync(cancellationToken) is { } problem)
            throw new MigrationException($"The schema cannot be migrated: {problem}.");
        return await LockedAsync(
            async (connection, current) =>
            {
                if (migrations is null && current > 0)
                    await RefuseOlderThanFirstReleaseAsync(connection, cancellationToken);
                if (current > LatestVersion)
                    throw new MigrationException(
                        $"The version of the database is {current}, but the latest version of this program is {LatestVersion}. "
                            + "Use a newer program."
                    );
                var applied = new List<string>();
                // Only the embedded migrations use the roles.
                var roles = migrations is null ? new DatabaseRoles(connection) : null;
                if (roles is not null)
                    await roles.CreateAsync(cancellationToken);
                foreach (var migration in _migrations.Where(migration => migration.Version > current))
                {
                    await ApplyAsync(connection, migration, "up", (current == 0 ? null : current, migration.Version), cancellationToken);
                    current = migration.Version;
                    applied.Add(migration.File("up"));
                }
                if (roles is not null && await roles.GrantAsync(cancellationToken))
                    applied.Add("missing privileges of api_readonly, api_worker and api_writer");
                return (IReadOnlyList<string>)applied;
            },
            cancellationToken
        );
    }

    /// <inheritdoc cref="DatabaseRoles.FindForeignOwnerAsync"/>
    public async Task<string?> FindForeignOwnerAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        return await new DatabaseRoles(connection).FindForeignOwnerAsync(cancellationToken);
    }

    /// <summary>Returns the statements that would grant missing privileges. Changes nothing.</summary>
    public async Task<IReadOnlyList<string>> MissingGrantsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        return await new DatabaseRoles(connection).MissingAsync(cancellationToken);
    }

    /// <summary>Returns the data that <see cref="DownAsync"/> would delete.</summary>
    /// <param name="count">Number of files.</param>
    /// <exception cref="MigrationException">The database is dirty because an earlier file failed.</exception>
    public async Task<IReadOnlyList<DataLoss>> LossesAsync(int count, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var current = await ReadCleanAsync(connection, cancellationToken);
        return await DataLoss.FindAsync(
            connection,
            AppliedMigrations(current).Take(count).Select(migration => migration.Down),
            cancellationToken
        );
    }

    /// <summary>Throws if servers use the database.</summary>
    /// <exception cref="MigrationException">Servers use the database.</exception>
    public async Task RefuseIfServersRunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await RunningServers.RefuseAsync(connection, cancellationToken);
    }

    /// <summary>Applies the down files of the last migrations, in descending order of their versions.</summary>
    /// <param name="count">Maximum number of files.</param>
    /// <param name="besideServers">Whether to migrate although servers use the database.</param>
    /// <returns>The names of the applied files.</returns>
    /// <exception cref="MigrationException">A file failed, the database is dirty because an earlier file failed, or servers use the
    /// database.</exception>
    public Task<IReadOnlyList<string>> DownAsync(int count, CancellationToken cancellationToken, bool besideServers = false) =>
        LockedAsync(
            async (connection, current) =>
            {
                // The check is repeated under the lock, because a starting server waits for the lock.
                if (!besideServers)
                    await RunningServers.RefuseAsync(connection, cancellationToken);
                var applied = new List<string>();
                var down = AppliedMigrations(current).ToList();
                for (var i = 0; i < Math.Min(count, down.Count); i++)
                {
                    var before = i + 1 < down.Count ? down[i + 1].Version : (long?)null;
                    await ApplyAsync(connection, down[i], "down", (down[i].Version, before), cancellationToken);
                    applied.Add(down[i].File("down"));
                }
                return (IReadOnlyList<string>)applied;
            },
            cancellationToken
        );

    /// <summary>Reads the version of the database.</summary>
    /// <returns>The version, 0 if no file is applied, and whether the file of this version failed.</returns>
    public async Task<(long Version, bool Dirty)> VersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, cancellationToken);
    }

    /// <summary>Sets the version of the database and marks it as clean. Applies no file. An operator uses it after a failed file.</summary>
    /// <param name="version">The version; 0 if no file is applied.</param>
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

    /// <summary>Returns the key of the advisory lock that golang-migrate uses for a database.</summary>
    /// <param name="database">Name of the database.</param>
    public static uint LockId(string database) =>
        unchecked(Crc32.HashToUInt32(Encoding.UTF8.GetBytes($"public\0schema_migrations\0/{database}")) * LockSalt);

    /// <summary>The applied migrations in descending order of their versions.</summary>
    /// <param name="current">Version of the database.</param>
    private IEnumerable<Migration> AppliedMigrations(long current) =>
        _migrations.Where(migration => migration.Version <= current).Reverse();

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

    /// <param name="versions">Versions of the database before and after the file; null if no file is applied.</param>
    private static async Task ApplyAsync(
        NpgsqlConnection connection,
        Migration migration,
        string direction,
        (long? Before, long? After) versions,
        CancellationToken cancellationToken
    )
    {
        await WriteAsync(connection, migration.Version, dirty: true, cancellationToken);
        try
        {
            // The file is not cancelled when the process stops, because the database would be dirty.
            await ExecuteAsync(connection, direction == "up" ? migration.Up : migration.Down, CancellationToken.None);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await ExecuteAsync(connection, "ROLLBACK", CancellationToken.None);
            await WriteAsync(connection, versions.Before, dirty: false, CancellationToken.None);
            throw new MigrationException(
                $"{migration.File(direction)} was not applied and changed nothing, because another session, for example pg_dump, holds a "
                    + "lock on a table that the file changes. Try again when that session has ended.",
                exception
            );
        }
        catch (PostgresException exception)
        {
            throw new MigrationException(
                $"{migration.File(direction)} failed: {exception.MessageText} ({exception.SqlState}). The database is marked as dirty at "
                    + $"version {migration.Version}. If the file has no COMMIT, it changed nothing: fix the file, run "
                    + $"`babynames migrate force N` with the version before it, then `babynames migrate up`.",
                exception
            );
        }
        await WriteAsync(connection, versions.After, dirty: false, CancellationToken.None);
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

    /// <summary>Releases the lock. Closing the connection would not release it, because the session remains in the pool.</summary>
    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open)
            return;
        // The transaction of a failed file may be open.
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
            $"Migration {version} ({file}) failed earlier, and the database is marked as dirty. Undo its changes by hand, run "
                + $"`babynames migrate force N` with the actual version of the database, then `babynames migrate up`."
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

    /// <summary>Refuses databases from before the first release, which had other files with the same versions.</summary>
    private static async Task RefuseOlderThanFirstReleaseAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT TO_REGCLASS('public.areas') IS NULL", connection);
        if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            throw new MigrationException(
                $"The database {connection.Database} is older than the first release and cannot be migrated. Start with an empty database "
                    + "and upload the files again. If it is the private database, move the folder .data away first."
            );
        }
    }

    /// <summary>Stores the version. As in golang-migrate, the table has no row for version 0.</summary>
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
