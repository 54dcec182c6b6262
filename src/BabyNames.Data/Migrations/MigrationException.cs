namespace BabyNames.Data.Migrations;

/// <summary>The schema cannot be brought where it was asked to be. The message says which file is at fault and how to go
/// on. Not thrown when the database cannot be reached: that is an <see cref="Npgsql.NpgsqlException"/>.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
