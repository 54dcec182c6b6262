using System.ComponentModel.DataAnnotations;
using BabyNames.Data;

namespace BabyNames.Server.Database;

/// <summary>Settings <c>Database:*</c>. Without the connection string <c>ConnectionStrings:BabyNames</c> the process runs a private
/// PostgreSQL.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>Folder of the private PostgreSQL. Only one server can use it at a time. Default: <c>.data</c>.</summary>
    [Required]
    public string Path { get; set; } = ".data";

    /// <summary>Whether the server migrates the schema when it starts. If false, it refuses to start with another version of the
    /// schema. Default: true.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>Whether a running server stays ready after a newer program has migrated the schema, as in a rolling upgrade. No server
    /// starts with a newer schema. Default: true.</summary>
    public bool AllowNewerSchema { get; set; } = true;

    /// <summary>Maximum time to wait for the database when the server starts. After this time the server ends with an error.
    /// Default: 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Folder of zip archives that are loaded into an empty database. Default: <c>samples/data</c> with the private
    /// PostgreSQL, otherwise none.</summary>
    public string? SamplePath { get; set; }

    /// <summary>Maximum number of connections that read data for requests, for each host of the connection string. Default: 40.</summary>
    [Range(1, 1_000)]
    public int ReaderConnections { get; set; } = 40;

    /// <summary>Maximum number of connections of jobs and of the refresh. The default is enough
    /// for 8 workers. Default: 12.</summary>
    [Range(12, 1_000)]
    public int WorkerConnections { get; set; } = 12;

    /// <summary>Maximum number of connections that store uploads, queue jobs and manage API keys. Default: 12.</summary>
    [Range(2, 1_000)]
    public int WriterConnections { get; set; } = 12;

    /// <summary>Maximum duration of one statement that reads data for a request, the <c>statement_timeout</c> of PostgreSQL. The time
    /// limits of GraphQL and OData apply to the whole request. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Returns the connection strings and the sizes of the pools.</summary>
    /// <param name="configuration">Has the connection strings of each kind of work; null if there are none.</param>
    public DatabaseConnections Connections(string connectionString, IConfiguration? configuration = null) =>
        new(connectionString)
        {
            Reader = configuration?.GetConnectionString("BabyNamesReader"),
            Worker = configuration?.GetConnectionString("BabyNamesWorker"),
            Writer = configuration?.GetConnectionString("BabyNamesWriter"),
            ReaderConnections = ReaderConnections,
            WorkerConnections = WorkerConnections,
            WriterConnections = WriterConnections,
            ReadTimeout = ReadTimeout,
        };
}
