using System.Diagnostics;
using BabyNames.Server.Configuration;
using Npgsql;

namespace BabyNames.Server.Database;

/// <summary>A private PostgreSQL: created at the first start, on a socket that only its user can reach, and stopped with the
/// process however that ends.</summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    private readonly FileStream _lock;
    private readonly Process _postmaster;
    private readonly PostgresFolder _folder;
    private readonly string _socketFolder;

    private EmbeddedPostgres(FileStream locked, Process postmaster, PostgresFolder folder, string socketFolder)
    {
        (_lock, _postmaster, _folder, _socketFolder) = (locked, postmaster, folder, socketFolder);
    }

    /// <summary>Connects as the superuser of the cluster to the database <c>babynames</c>.</summary>
    public string ConnectionString => PostgresFolder.ConnectionString(_socketFolder);

    /// <param name="dataFolder">Created if it does not exist. One process can use it at a time.</param>
    /// <param name="settings">PostgreSQL settings on top of the built-in ones, as <c>name=value</c>.</param>
    /// <exception cref="StartupException">PostgreSQL is not installed, another process uses the folder, or PostgreSQL does not
    /// start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        string dataFolder,
        IEnumerable<string> settings,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(dataFolder);
        var locked = Lock(dataFolder);
        string? socketFolder = null;
        var folder = PostgresFolder.Choose(dataFolder);
        try
        {
            var binaries = PostgresBinaries.Find();
            folder.CheckOwner(isRunning: false);
            await OrphanedPostgres.StopAsync(folder, StopTime, cancellationToken);
            if (!File.Exists(Path.Combine(folder.Path, "PG_VERSION")))
                await InitialiseAsync(binaries, folder, cancellationToken);
            var errors = new StartupErrors(folder.Path);
            socketFolder = folder.ChooseSocketFolder();
            var postmaster = Start(binaries, folder, socketFolder, settings, errors);
            await WaitAsync(postmaster, socketFolder, errors, cancellationToken);
            return new(locked, postmaster, folder, socketFolder);
        }
        catch
        {
            folder.DeleteSocketFolder(socketFolder);
            await locked.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the connection string of a running server's private PostgreSQL, for commands; null if none runs.</summary>
    /// <exception cref="StartupException">Another user may have created the cluster.</exception>
    public static string? FindRunning(string dataFolder)
    {
        if (!Directory.Exists(dataFolder))
            return null;
        var folder = PostgresFolder.Choose(dataFolder);
        folder.CheckOwner(isRunning: true);
        return folder.FindSocketFolder() is { } socketFolder ? PostgresFolder.ConnectionString(socketFolder) : null;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (!_postmaster.HasExited)
        {
            ProcessSignals.Send(_postmaster.Id, ProcessSignals.Interrupt);
            using var timeout = new CancellationTokenSource(StopTime);
            await _postmaster.WaitForExitAsync(timeout.Token);
        }
        _postmaster.Dispose();
        _folder.DeleteSocketFolder(_socketFolder);
        await _lock.DisposeAsync();
    }

    /// <summary>The operating system releases the lock however the process ends.</summary>
    private static FileStream Lock(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "server.lock");
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new StartupException(
                $"Another babynames server is using {dataFolder}. Stop it, start this one from another folder, or name a database "
                    + "that both may use in ConnectionStrings__BabyNames."
            );
        }
    }

    private static async Task InitialiseAsync(PostgresBinaries binaries, PostgresFolder folder, CancellationToken cancellationToken)
    {
        // Renamed when it is complete, so that a killed first start leaves no incomplete cluster.
        var making = folder.Path + ".new";
        if (Directory.Exists(making))
            Directory.Delete(making, recursive: true);
        Directory.CreateDirectory(making);
        PostgresBinaries.GiveToUser(making);
        // Byte-wise order with Unicode letters: the same everywhere, and a third faster to sort.
        await binaries.RunAsync(
            "initdb",
            ["-D", making, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C"],
            cancellationToken
        );
        Directory.Move(making, folder.Path);
    }

    private static Process Start(
        PostgresBinaries binaries,
        PostgresFolder folder,
        string socketFolder,
        IEnumerable<string> settings,
        StartupErrors errors
    )
    {
        string[] all =
        [
            "listen_addresses=",
            $"unix_socket_directories={socketFolder}",
            "unix_socket_permissions=0700",
            "max_connections=80",
            // For a machine that also runs the server; loading writes 2 GB of log, which should not make ten checkpoints. Uncompressed: the
            // first refresh after a checkpoint took 13 s with pglz, 6 s without; not every PostgreSQL has lz4.
            $"shared_buffers={SharedBuffers() >> 20}MB",
            "max_wal_size=4GB",
            "checkpoint_timeout=15min",
            "wal_level=minimal",
            "max_wal_senders=0",
            "logging_collector=on",
            "log_directory=log",
            "log_filename=postgres-%a.log",
            "log_truncate_on_rotation=on",
            "log_rotation_age=1d",
            .. settings,
        ];
        var start = binaries.Program("postgres", ["-D", folder.Path, .. all.SelectMany(setting => new[] { "-c", setting })]);
        (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
        // The log is searched for English severities such as FATAL.
        start.Environment["LC_ALL"] = "C";
        var started = new TaskCompletionSource<Process>();
        // This thread waits as long as PostgreSQL runs, because Linux sends the death signal when the thread that started it ends.
        new Thread(() =>
        {
            try
            {
                var process = Process.Start(start)!;
                process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
                process.BeginErrorReadLine();
                process.BeginOutputReadLine();
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (Exception exception)
            {
                started.TrySetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "postgres",
        }.Start();
        return started.Task.GetAwaiter().GetResult();
    }

    /// <summary>Bytes: an eighth of what this process may use, so that a small machine keeps room for the server, and at most the gigabyte
    /// that the US archive takes with its statistics.</summary>
    private static long SharedBuffers() => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 128 << 20, 1 << 30);

    private static async Task WaitAsync(Process postmaster, string socketFolder, StartupErrors errors, CancellationToken cancellationToken)
    {
        var server = PostgresFolder.ConnectionString(socketFolder);
        var maintenance = new NpgsqlConnectionStringBuilder(server) { Database = "postgres", Pooling = false }.ConnectionString;
        var began = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(maintenance);
                await connection.OpenAsync(cancellationToken);
                await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = 'babynames'", connection);
                if (await exists.ExecuteScalarAsync(cancellationToken) is not null)
                    return;
                await using var create = new NpgsqlCommand("CREATE DATABASE babynames", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (!postmaster.HasExited && began.Elapsed < StartTime)
            {
                // Not listening yet, or recovering after a crash.
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
            catch (NpgsqlException)
            {
                // Waits until all of its output is read.
                if (postmaster.HasExited)
                    await postmaster.WaitForExitAsync(cancellationToken);
                throw new StartupException(errors.Describe());
            }
        }
    }
}
