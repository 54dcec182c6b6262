using System.Text;
using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.Data.Migrations;
using BabyNames.Queries.Errors;
using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Configuration;
using BabyNames.Server.Datasets;
using BabyNames.Server.Storage;
using BabyNames.Server.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BabyNames.Server.Database;

/// <summary>Prepares a database for the server: migrates the schema, creates the first admin key and loads the sample files.</summary>
internal sealed class FirstRun(
    Databases databases,
    DatabaseOptions options,
    ApiKeyStore keys,
    ApiKeyIssuer issuer,
    DatasetUploads uploads,
    DatasetStorage storage,
    IDbContextFactory<BabyNamesDbContext> contexts,
    Conditions conditions,
    TimeProvider clock,
    ILogger<FirstRun> logger
)
{
    /// <summary>Name of the readiness check.</summary>
    public const string SchemaCheck = "schema";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private bool _lacksAccess;

    /// <summary>Migrates the schema, or checks its version.</summary>
    /// <exception cref="StartupException">The database is not available, or its schema has another version.</exception>
    public async Task PrepareSchemaAsync(CancellationToken cancellationToken)
    {
        var migrator = new SchemaMigrator(databases.Owner);
        try
        {
            await WaitForDatabaseAsync(cancellationToken);
            if (options.Migrate)
            {
                foreach (var file in await migrator.UpAsync(cancellationToken))
                    logger.MigrationApplied(file);
                return;
            }
            if (await migrator.FindForeignOwnerAsync(cancellationToken) is { } problem)
            {
                LackAccess(problem);
                return;
            }
            var (version, dirty) = await migrator.VersionAsync(cancellationToken);
            if (version != migrator.LatestVersion || dirty)
            {
                throw new StartupException(
                    $"The version of the database is {version}{(dirty ? " (dirty)" : "")}, but this program needs "
                        + $"{migrator.LatestVersion}. Run `babynames migrate up`."
                );
            }
            if (await migrator.MissingGrantsAsync(cancellationToken) is { Count: > 0 } missing)
                LackAccess(
                    "the roles api_readonly, api_worker and api_writer lack privileges or views, as after restoring a dump; files cannot "
                        + "be loaded and statistics cannot be refreshed; run `babynames migrate up` as the owner of the tables, which "
                        + $"runs these statements: {string.Join("; ", missing)}"
                );
        }
        catch (MigrationException exception)
        {
            throw new StartupException(exception.Message);
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"The database is not available: {exception.Message} Check ConnectionStrings__BabyNames.");
        }
    }

    /// <summary>Removes the access of other users from the folder of uploaded files.</summary>
    public void CloseStorage()
    {
        try
        {
            storage.Close();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            logger.StorageNotClosed(exception.Message);
        }
    }

    /// <summary>Creates an admin key if the database has none, and writes it to a file that only the user of the server can read.</summary>
    /// <returns>The path of the file; null if the database has an admin key, or if the file could not be written.</returns>
    public async Task<string?> FirstKeyAsync(CancellationToken cancellationToken)
    {
        if (_lacksAccess || await keys.HasAdminAsync(cancellationToken))
            return null;
        try
        {
            await using var file = storage.CreateKeyFile();
            var key = await issuer.CreateAsync("first admin", Roles.Admin, expiresAt: null, cancellationToken);
            await file.WriteAsync(Encoding.ASCII.GetBytes($"{key.Text}{Environment.NewLine}"), CancellationToken.None);
            return file.Name;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or StorageFullException)
        {
            logger.FirstKeyNotWritten(exception.Message);
            return null;
        }
    }

    /// <summary>Uploads the sample files if the database never had a dataset.</summary>
    /// <returns>The paths of the uploaded files.</returns>
    public async Task<IReadOnlyList<string>> LoadSamplesAsync(CancellationToken cancellationToken)
    {
        if (_lacksAccess || string.IsNullOrEmpty(options.SamplePath) || !Directory.Exists(options.SamplePath))
            return [];
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.Datasets.IgnoreQueryFilters().AnyAsync(cancellationToken))
            return [];
        var queued = new List<string>();
        foreach (var path in Directory.GetFiles(options.SamplePath, "*.zip").Order())
        {
            await using var content = File.OpenRead(path);
            try
            {
                await uploads.UploadAsync(new(new(Path.GetFileName(path), content), "US"), "first run", cancellationToken);
                queued.Add(path);
            }
            catch (DomainException exception)
            {
                logger.SampleNotLoaded(path, exception.Message);
            }
        }
        return queued;
    }

    /// <summary>Logs why the schema cannot be used. The readiness check repeats it in short.</summary>
    private void LackAccess(string problem)
    {
        _lacksAccess = true;
        conditions.Fail(SchemaCheck, problem);
    }

    /// <summary>Waits until the database accepts connections, because server and database often start at the same time.</summary>
    private async Task WaitForDatabaseAsync(CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        string? lastCause = null;
        while (true)
        {
            try
            {
                await using var connection = await databases.Owner.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (exception.IsTransient && clock.GetElapsedTime(startedAt) < options.StartupTimeout)
            {
                if (exception.Message != lastCause)
                    logger.DatabaseNotReady(options.StartupTimeout.TotalSeconds, exception.Message);
                lastCause = exception.Message;
                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
        }
    }
}
