using BabyNames.Data.Jobs;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Stores the rows of a file in one transaction: all or nothing.</summary>
/// <remarks>If <c>names</c> is empty, COPY writes to it directly and the indexes are created afterwards (<c>begin_first_load</c>).
/// Measured: 2.1 million rows and six indexes take 11 s. Otherwise COPY writes to a temporary table, and one sorted INSERT merges the
/// rows (<c>end_staged_load</c>), so that readers always have the indexes. Measured: the same rows take 26 s, of which the indexes take
/// 22 s.</remarks>
public sealed class DatasetLoad : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly NpgsqlBinaryImporter _importer;
    private readonly NameCopyWriter _writer;
    private readonly DatasetFile _file;
    private readonly bool _firstLoad;

    private DatasetLoad(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        NpgsqlBinaryImporter importer,
        DatasetFile file,
        bool firstLoad
    )
    {
        (_connection, _transaction, _importer, _file, _firstLoad) = (connection, transaction, importer, file, firstLoad);
        _writer = new(importer, file, isStaged: !firstLoad);
    }

    /// <summary>Number of rows written so far. Other threads may read it.</summary>
    public int RowCount => _writer.RowCount;

    /// <summary>Begins the transaction and the COPY.</summary>
    public static async Task<DatasetLoad> BeginAsync(Databases databases, DatasetFile file, CancellationToken cancellationToken)
    {
        var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // If the worker hangs, end_load_sessions finds the session by this name.
            await using var name = new NpgsqlCommand("SELECT SET_CONFIG('application_name', 'babynames load ' || $1, TRUE)", connection);
            name.Parameters.Add(new() { Value = file.Id });
            await name.ExecuteNonQueryAsync(cancellationToken);
            // The statement waits for another first load, which may take longer than the default timeout.
            await using var begin = new NpgsqlCommand("SELECT begin_first_load()", connection) { CommandTimeout = 0 };
            var firstLoad = (bool)(await begin.ExecuteScalarAsync(cancellationToken))!;
            if (!firstLoad)
            {
                // The statement waits while `babynames partition` runs.
                await using var stage = new NpgsqlCommand("SELECT begin_staged_load()", connection) { CommandTimeout = 0 };
                await stage.ExecuteNonQueryAsync(cancellationToken);
            }
            var copy = firstLoad
                ? "COPY names (dataset_id, country_id, area_id, year, name, gender, count) FROM STDIN (FORMAT BINARY, FREEZE)"
                : "COPY pg_temp.staged_names FROM STDIN (FORMAT BINARY)";
            var importer = await connection.BeginBinaryImportAsync(copy, cancellationToken);
            return new(connection, transaction, importer, file, firstLoad);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a row.</summary>
    public ValueTask WriteAsync(NameRecord record, CancellationToken cancellationToken) => _writer.WriteAsync(record, cancellationToken);

    /// <summary>Makes the rows live, determines which dataset serves each slice, and completes the dataset and the job.</summary>
    /// <param name="warnings">JSON array of the warnings; null if there are no warnings.</param>
    /// <exception cref="LeaseLostException">The worker lost its lease. Nothing is stored.</exception>
    /// <exception cref="SliceConflictException">Another source serves a slice. Nothing is stored.</exception>
    public async Task CompleteAsync(ClaimedJob job, string? warnings, CancellationToken cancellationToken)
    {
        // The merge sends no message to the client for a long time, so the statement has no timeout. The lease of the job limits it.
        _importer.Timeout = TimeSpan.Zero;
        await _importer.CompleteAsync(cancellationToken);
        await _importer.DisposeAsync();
        await SliceTable.LockAsync(_connection, _file.CountryId, cancellationToken);
        if (!_file.TakesOver)
            await RefuseConflictAsync(cancellationToken);
        if (_firstLoad)
        {
            await ExecuteAsync("SELECT end_first_load()", cancellationToken);
        }
        else
        {
            await SliceTable.HideRowsAsync(_connection, _file.Id, cancellationToken);
            await MergeAsync(cancellationToken);
        }
        await SliceTable.ReplaceAsync(_connection, _file, _writer.Slices, cancellationToken);
        await SliceTable.ApplyClaimsAsync(_connection, _file.CountryId, cancellationToken);
        // The job is updated before the dataset, in the same order as in CancelAsync and RescueAsync, to detect a lost lease first.
        await JobQueue.CompleteAsync(_connection, job, cancellationToken);
        await FinishDatasetAsync(warnings, cancellationToken);
        // The commit must not be cancelled: a heartbeat after it would treat the completed job as a lost lease.
        await _transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Rolls back a load that was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _importer.DisposeAsync();
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task RefuseConflictAsync(CancellationToken cancellationToken)
    {
        var slices = _writer.Slices.Keys.ToArray();
        if (
            _file.Source is { IsGeneric: true, Area: null }
            && _writer.HasRowsWithoutArea
            && await SliceConflict.IsAreaNeededAsync(_connection, _file.Id, _file.CountryId, slices, cancellationToken)
        )
            throw new SliceConflictException(null);
        if (await SliceConflict.FindAsync(_connection, _file.Id, _file.CountryId, _file.Source, slices, cancellationToken) is { } conflict)
            throw new SliceConflictException(conflict);
    }

    private async Task MergeAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT end_staged_load($1, $2)", _connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = _file.Id });
        command.Parameters.Add(new() { Value = _file.CountryId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task FinishDatasetAsync(string? warnings, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE datasets SET status = 'completed', processed_at = CLOCK_TIMESTAMP(), row_count = $2, warnings = $3::JSONB,
                error_message = NULL, error_count = 0, errors = NULL
            WHERE id = $1
            """,
            _connection
        );
        command.Parameters.Add(new() { Value = _file.Id });
        command.Parameters.Add(new() { Value = RowCount });
        command.Parameters.Add(new() { Value = (object?)warnings ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
