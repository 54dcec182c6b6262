using System.Diagnostics;
using BabyNames.Server.Configuration;
using Npgsql;

namespace BabyNames.Server.Database;

/// <summary>A private PostgreSQL. Its cluster is created at the first start. It listens on a socket that only its user can access, and it
/// stops when the process ends, even after SIGKILL.</summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly FileStream _lock;
    private readonly PostgresBinaries _binaries;
    private readonly PostgresFolder _folder;
    private readonly string _socketFolder;
    private readonly IEnumerable<string> _settings;
    private Process? _postmaster;

    private EmbeddedPostgres(
        FileStream lockFile,
        PostgresBinaries binaries,
        PostgresFolder folder,
        string socketFolder,
        IEnumerable<string> settings
    )
    {
        (_lock, _binaries, _folder, _socketFolder, _settings) = (lockFile, binaries, folder, socketFolder, settings);
    }

    /// <summary>Connection string of the superuser of the cluster for the database <c>babynames</c>.</summary>
    public string ConnectionString => PostgresFolder.ConnectionString(_socketFolder);

    /// <summary>Starts PostgreSQL.</summary>
    /// <param name="dataFolder">Folder of the data. It is created if it does not exist. Only one process can use it at a time.</param>
    /// <param name="settings">Additional PostgreSQL settings in the form <c>name=value</c>.</param>
    /// <exception cref="StartupException">PostgreSQL is not installed, another process uses the folder, or PostgreSQL does not
    /// start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        string dataFolder,
        IEnumerable<string> settings,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(dataFolder);
        var lockFile = Lock(dataFolder);
        string? socketFolder = null;
        var folder = PostgresFolder.Choose(dataFolder);
        try
        {
            var binaries = PostgresBinaries.Find(folder.MajorVersion);
            folder.CheckOwner(isRunning: false);
            await OrphanedPostgres.StopAsync(folder, StopTimeout, cancellationToken);
            if (!folder.IsCreated)
                await InitializeAsync(binaries, folder, cancellationToken);
            socketFolder = folder.ChooseSocketFolder();
            var postgres = new EmbeddedPostgres(lockFile, binaries, folder, socketFolder, settings);
            await postgres.StartAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            folder.DeleteSocketFolder(socketFolder);
            await lockFile.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the connection string of the private PostgreSQL of a running server; null if none runs.</summary>
    /// <exception cref="StartupException">Another user may have created the cluster.</exception>
    public static string? FindRunning(string dataFolder)
    {
        if (!Directory.Exists(dataFolder))
            return null;
        var folder = PostgresFolder.Choose(dataFolder);
        folder.CheckOwner(isRunning: true);
        return folder.FindSocketFolder() is { } socketFolder ? PostgresFolder.ConnectionString(socketFolder) : null;
    }

    /// <summary>Waits until PostgreSQL ends by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _postmaster!.WaitForExitAsync(cancellationToken);
        return _postmaster.ExitCode;
    }

    /// <summary>Starts PostgreSQL again after it ended. It recovers all committed data.</summary>
    /// <exception cref="StartupException">PostgreSQL does not start.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        // Sessions may still run if only the postmaster was killed.
        await OrphanedPostgres.StopAsync(_folder, StopTimeout, cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Stops PostgreSQL.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        _folder.DeleteSocketFolder(_socketFolder);
        await _lock.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var errors = new StartupErrors(_folder.Path);
        _postmaster = Start(_binaries, _folder, _socketFolder, _settings, errors);
        await WaitAsync(_postmaster, _socketFolder, errors, cancellationToken);
    }

    private async Task StopAsync()
    {
        if (_postmaster is null)
            return;
        if (!_postmaster.HasExited)
        {
            ProcessSignals.Send(_postmaster.Id, ProcessSignals.Interrupt);
            using var timeout = new CancellationTokenSource(StopTimeout);
            await _postmaster.WaitForExitAsync(timeout.Token);
        }
        _postmaster.Dispose();
        _postmaster = null;
    }

    /// <summary>Locks the folder. The operating system releases the lock when the process ends, even after SIGKILL.</summary>
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
                $"Another babynames server uses {dataFolder}. Stop it, start this server in another folder, or set "
                    + "ConnectionStrings__BabyNames to a database that both servers can use."
            );
        }
    }

    private static async Task InitializeAsync(PostgresBinaries binaries, PostgresFolder folder, CancellationToken cancellationToken)
    {
        // The folder is renamed when it is complete, so that a killed first start leaves no incomplete cluster.
        var newFolder = folder.Path + ".new";
        if (Directory.Exists(newFolder))
            Directory.Delete(newFolder, recursive: true);
        Directory.CreateDirectory(newFolder);
        PostgresBinaries.ChangeOwner(newFolder);
        // The collation C sorts by bytes: it is the same on all machines and a third faster. The character type is Unicode.
        await binaries.RunAsync(
            "initdb",
            ["-D", newFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C"],
            cancellationToken
        );
        Directory.Move(newFolder, folder.Path);
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
            // The machine also runs the server. A load writes 2 GB of WAL, which must not cause ten checkpoints. WAL is not
            // compressed: the first refresh after a checkpoint takes 13 s with pglz and 6 s without; not every PostgreSQL has lz4.
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
            // Slow statements are logged with the role and without values, which may come from clients.
            "log_line_prefix=%m [%p] %a ",
            "log_min_duration_statement=1s",
            "log_parameter_max_length=0",
            .. settings,
        ];
        var start = binaries.Program("postgres", ["-D", folder.Path, .. all.SelectMany(setting => new[] { "-c", setting })]);
        (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
        // StartupErrors searches for English severities such as FATAL.
        start.Environment["LC_ALL"] = "C";
        var started = new TaskCompletionSource<Process>();
        // The thread waits as long as PostgreSQL runs, because Linux sends the death signal when the starting thread ends.
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

    /// <summary>Returns an eighth of the memory that this process may use, in bytes, so that enough memory remains for the server. The
    /// maximum is 1 GiB, which the US archive and its statistics need.</summary>
    private static long SharedBuffers() => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 128 << 20, 1 << 30);

    /// <summary>Waits until PostgreSQL accepts connections, and creates the database.</summary>
    private static async Task WaitAsync(Process postmaster, string socketFolder, StartupErrors errors, CancellationToken cancellationToken)
    {
        var server = PostgresFolder.ConnectionString(socketFolder);
        var maintenance = new NpgsqlConnectionStringBuilder(server) { Database = "postgres", Pooling = false }.ConnectionString;
        var stopwatch = Stopwatch.StartNew();
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
            catch (NpgsqlException) when (!postmaster.HasExited && stopwatch.Elapsed < StartTimeout)
            {
                // PostgreSQL does not listen yet, or it recovers after a crash.
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
            catch (NpgsqlException)
            {
                // This waits until all output is read.
                if (postmaster.HasExited)
                    await postmaster.WaitForExitAsync(cancellationToken);
                throw new StartupException(errors.Describe());
            }
        }
    }
}
