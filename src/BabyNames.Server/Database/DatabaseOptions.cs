using System.ComponentModel.DataAnnotations;

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

    /// <summary>Maximum time to wait for the database when the server starts. After this time the server ends with an error.
    /// Default: 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Folder of zip archives that are loaded into an empty database. Default: <c>samples/data</c> with the private
    /// PostgreSQL, otherwise none.</summary>
    public string? SamplePath { get; set; }
}
