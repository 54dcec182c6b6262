namespace BabyNames.Data.Migrations;

/// <summary>The schema cannot be migrated. The message says which file failed and what to do. If the database cannot be reached, an
/// <see cref="Npgsql.NpgsqlException"/> is thrown instead.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
