using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.FirstRun;

/// <summary>Settings <c>Database:*</c>. The connection string of a server of yours is <c>ConnectionStrings:BabyNames</c>;
/// without one the process runs a private PostgreSQL.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>Folder of the private PostgreSQL; belongs to one server at a time.</summary>
    [Required]
    public string Folder { get; set; } = ".data";

    /// <summary>Whether a starting server brings the schema up to date. On; off, it refuses to start on another version.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>Folder of files that fill an empty database. <c>samples/data</c> with the private PostgreSQL, none with yours.</summary>
    public string? Samples { get; set; }
}
