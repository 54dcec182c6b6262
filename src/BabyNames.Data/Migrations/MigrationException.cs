namespace BabyNames.Data.Migrations;

/// <summary>The schema cannot be migrated. The message states the reason and what the operator can do. If the database is not available,
/// an <see cref="Npgsql.NpgsqlException"/> is thrown instead.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
