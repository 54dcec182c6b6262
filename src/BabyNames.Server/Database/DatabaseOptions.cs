using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Database;

/// <summary>Settings <c>Database:*</c>. Without the connection string <c>ConnectionStrings:BabyNames</c> the process runs a
/// private PostgreSQL.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>Folder of the private PostgreSQL. One server can use it at a time.</summary>
    [Required]
    public string Folder { get; set; } = ".data";

    /// <summary>Whether the server migrates the schema when it starts. Default: true. If false, it refuses to start with another
    /// version.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>Maximum time to wait for the database when the server starts. Default: 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Wait { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Folder of files that are loaded into an empty database. Default: <c>samples/data</c> with the private PostgreSQL, else
    /// none.</summary>
    public string? Samples { get; set; }
}
