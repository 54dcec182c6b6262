using System.Diagnostics;
using BabyNames.Data.Migrations;
using Npgsql;

namespace BabyNames.Benchmarks;

/// <summary>The baseline of loading: <c>\copy</c> of psql into a second database of the private PostgreSQL, into the same
/// table with the same indexes and foreign keys.</summary>
internal sealed class PsqlBaseline(ServerProcess server)
{
    private const string Database = "psql_baseline";

    public string ConnectionString { get; } = server.ConnectionString(Database);

    public async Task CreateAsync()
    {
        await server.PsqlAsync("postgres", $"CREATE DATABASE {Database}");
        await using var owner = NpgsqlDataSource.Create(ConnectionString);
        await new SchemaMigrator(owner).UpAsync(default);
    }

    /// <summary>Loads rows of the archive as another dataset, from a CSV file that was written before.</summary>
    public async Task<TimeSpan> CopyAsync(string folder, Func<int, int?> yearOf)
    {
        var dataset = Guid.CreateVersion7();
        var (country, area) = await AddDatasetAsync(dataset);
        var file = Path.Combine(folder, "names.csv");
        await Archive.WriteCsvAsync(file, $"{dataset},{country},{area}", yearOf);
        await server.PsqlAsync("postgres", "CHECKPOINT");
        var began = Stopwatch.StartNew();
        await server.PsqlAsync(Database, $"\\copy names (dataset_id, country_id, area_id, year, name, gender, count) FROM '{file}' CSV");
        var time = began.Elapsed;
        File.Delete(file);
        return time;
    }

    private async Task<(Guid Country, int Area)> AddDatasetAsync(Guid dataset)
    {
        await using var owner = NpgsqlDataSource.Create(ConnectionString);
        await using var command = owner.CreateCommand(
            """
            INSERT INTO datasets (id, country_id, filename, file_path, file_size, sha256, parser_type)
            SELECT $1, id, 'names.zip', 'names.zip', 1, REPEAT(MD5($1::TEXT), 2), 'us_ssa' FROM countries WHERE code = 'US'
            RETURNING country_id, (SELECT id FROM areas WHERE code = 'US')
            """
        );
        command.Parameters.Add(new() { Value = dataset });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetGuid(0), reader.GetInt32(1));
    }
}
