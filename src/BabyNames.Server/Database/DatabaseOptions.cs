using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Database;

/// <summary>Settings <c>Database:*</c>. The connection string of a server of yours is <c>ConnectionStrings:BabyNames</c>;
/// without one the process runs a private PostgreSQL.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>Folder of the private PostgreSQL; belongs to one server at a time.</summary>
    [Required]
    public string Folder { get; set; } = ".data";

    /// <summary>Whether a starting server brings the schema up to date. On; off, it refuses to start on another version.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>How long a starting server waits for a database that does not answer yet; then it ends. 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Wait { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Folder of files that fill an empty database. <c>samples/data</c> with the private PostgreSQL, none with yours.</summary>
    public string? Samples { get; set; }
}
