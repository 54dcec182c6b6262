using System.Linq.Expressions;
using BabyNames.Queries;
using BabyNames.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Tests.Queries;

/// <summary>A table of 200 rows of every type, with nulls and equal values, in a database of its own.</summary>
public sealed class ToyRows : IAsyncLifetime
{
    private static readonly string[] Texts = ["", "Zoë", "Mary", "mary", "Anna", "Ann", "O'Neil", "100%_", "É", "éa"];

    private readonly DatabaseFixture _database = new();

    internal List<Toy> Rows { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        await _database.SqlAsync("""
            CREATE TABLE toys (id INT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, note TEXT COLLATE "C", number INT NOT NULL, big BIGINT,
                ratio NUMERIC(5, 2) NOT NULL, rate FLOAT8, flag BOOLEAN, at TIMESTAMPTZ);
            """);
        var random = new Random(1);
        Rows = [.. Enumerable.Range(1, 200).Select(id => new Toy
        {
            Id = id,
            Name = Texts[random.Next(Texts.Length)],
            Note = random.Next(3) == 0 ? null : Texts[random.Next(Texts.Length)],
            Number = random.Next(-3, 8),
            Big = random.Next(4) == 0 ? null : random.Next(5) * 10_000,
            Ratio = random.Next(0, 16) / 4m,
            Rate = random.Next(4) == 0 ? null : random.Next(-2, 6) / 2.0,
            Flag = random.Next(3) switch { 0 => null, 1 => true, _ => false },
            At = random.Next(4) == 0 ? null : new DateTimeOffset(2020 + random.Next(3), 2, 28, 23, 59, random.Next(60), TimeSpan.Zero).AddDays(random.Next(2)),
        })];
        foreach (var row in Rows)
        {
            await _database.SqlAsync("INSERT INTO toys VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", row.Id, row.Name, (object?)row.Note ?? DBNull.Value,
                row.Number, (object?)row.Big ?? DBNull.Value, row.Ratio, (object?)row.Rate ?? DBNull.Value, (object?)row.Flag ?? DBNull.Value, (object?)row.At ?? DBNull.Value);
        }
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    internal ToyContext Open() => new(_database.ConnectionString);

    /// <summary>The rows with their columns.</summary>
    internal static RowQuery Query(ToyContext context)
    {
        var columns = typeof(Toy).GetProperties().Select(property =>
        {
            var row = Expression.Parameter(typeof(Toy), "toy");
            var value = Expression.Property(row, property);
            var type = Nullable.GetUnderlyingType(value.Type);
            return new RowColumn(new(property.Name, type ?? value.Type, type is not null || property.Name == nameof(Toy.Note)), Expression.Lambda(value, row));
        }).ToDictionary(column => column.Column.Name);
        return RowQuery.Of(context.Set<Toy>(), new([columns["Id"].Column], [.. columns.Values.Select(column => column.Column)], columns.Keys.ToHashSet()), columns.GetValueOrDefault);
    }
}

internal sealed record Toy
{
    public int Id { get; init; }
    public string Name { get; init; } = "";
    public string? Note { get; init; }
    public int Number { get; init; }
    public long? Big { get; init; }
    public decimal Ratio { get; init; }
    public double? Rate { get; init; }
    public bool? Flag { get; init; }
    public DateTimeOffset? At { get; init; }
}

internal sealed class ToyContext(string connectionString) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder options) =>
        options.UseNpgsql(connectionString).UseSnakeCaseNamingConvention().UseQueryFunctions();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Toy>().ToTable("toys");
        model.Entity<Toy>().Property(toy => toy.Ratio).HasPrecision(5, 2);
    }
}
