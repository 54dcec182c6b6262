using System.Linq.Expressions;
using BabyNames.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BabyNames.Queries.Tests;

/// <summary>A table of 200 rows with a column of every type, nulls and equal values. The table has its own database.</summary>
public sealed class ToyRowsFixture : IAsyncLifetime
{
    /// <summary>The maximum number of rows that a test reads. It is larger than the number of rows of any test, so a test that exceeds it
    /// pages endlessly.</summary>
    internal const int Endless = 1_000;

    private readonly string _name = $"babynames_queries_{Guid.NewGuid():N}"[..26];
    private TestPostgres? _postgres;

    internal List<Toy> Rows { get; private set; } = [];

    /// <summary>The columns of the table by name.</summary>
    internal static IReadOnlyDictionary<string, RowColumn> Columns { get; } =
        typeof(Toy)
            .GetProperties()
            .Select(property =>
            {
                var row = Expression.Parameter(typeof(Toy), "toy");
                var value = Expression.Property(row, property);
                var type = Nullable.GetUnderlyingType(value.Type);
                return new RowColumn(
                    new(property.Name, type ?? value.Type, type is not null || property.Name == nameof(Toy.Note)),
                    Expression.Lambda(value, row)
                );
            })
            .ToDictionary(column => column.Column.Name);

    public async Task InitializeAsync()
    {
        _postgres = await TestPostgres.StartAsync();
        await ExecuteAsync($"CREATE DATABASE {_name} TEMPLATE template0");
        var random = new Random(1);
        Rows = [.. Enumerable.Range(1, 200).Select(id => Toy.Create(id, random))];
        await using var context = Open();
        await context.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE toys (id INT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, note TEXT COLLATE "C", number INT NOT NULL, big BIGINT,
                ratio NUMERIC(5, 2) NOT NULL, rate FLOAT8, flag BOOLEAN, at TIMESTAMPTZ);
            """
        );
        context.AddRange(Rows);
        await context.SaveChangesAsync();
    }

    public async Task DisposeAsync()
    {
        if (_postgres is null)
            return;
        await ExecuteAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        await _postgres.StopAsync();
    }

    internal ToyContext Open() => new(new NpgsqlConnectionStringBuilder(_postgres!.ConnectionString) { Database = _name }.ConnectionString);

    /// <summary>A query of all toys with all columns.</summary>
    internal static RowQuery Query(ToyContext context) =>
        RowQuery.Create(
            context.Set<Toy>(),
            new([Columns["Id"].Column], [.. Columns.Values.Select(column => column.Column)], Columns.Keys.ToHashSet()),
            Columns.GetValueOrDefault
        );

    /// <summary>Returns the ids of the rows in ascending order.</summary>
    internal static async Task<List<int>> IdsAsync(RowQuery rows) =>
        (await rows.Page(new([], rows.Key), after: null, skip: 0, limit: 1_000, [rows.Find(nameof(Toy.Id))!]).ToListAsync()).ConvertAll(
            row => (int)row[^1]!
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_postgres!.ConnectionString) { Pooling = false }
        );
        await source.SqlAsync(sql);
    }
}

/// <summary>The test classes that share a <see cref="ToyRowsFixture"/>.</summary>
[CollectionDefinition(nameof(ToyRowsFixture))]
public sealed class ToyCollection : ICollectionFixture<ToyRowsFixture>;

internal sealed record Toy
{
    /// <summary>The last two texts have another order by UTF-16 code unit than by code point.</summary>
    private static readonly string[] Texts = ["", "Zoë", "Mary", "mary", "Anna", "Ann", "O'Neil", "100%_", "É", "éa", "ﬁ", "𐌰"];

    public int Id { get; init; }
    public string Name { get; init; } = "";
    public string? Note { get; init; }
    public int Number { get; init; }
    public long? Big { get; init; }
    public decimal Ratio { get; init; }
    public double? Rate { get; init; }
    public bool? Flag { get; init; }
    public DateTimeOffset? At { get; init; }

    public static Toy Create(int id, Random random) =>
        new()
        {
            Id = id,
            Name = Texts[random.Next(Texts.Length)],
            Note = random.Next(3) == 0 ? null : Texts[random.Next(Texts.Length)],
            Number = random.Next(-3, 8),
            Big = random.Next(4) == 0 ? null : random.Next(5) * 10_000,
            Ratio = random.Next(0, 16) / 4m,
            Rate = random.Next(4) == 0 ? null : random.Next(-2, 6) / 2.0,
            Flag = random.Next(3) switch
            {
                0 => null,
                1 => true,
                _ => false,
            },
            At =
                random.Next(4) == 0
                    ? null
                    : new DateTimeOffset(2020 + random.Next(3), 2, 28, 23, 59, random.Next(60), TimeSpan.Zero).AddDays(random.Next(2)),
        };
}

internal sealed class ToyContext(string connectionString) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseNpgsql(connectionString).UseQueryFunctions();

    protected override void OnModelCreating(ModelBuilder model)
    {
        var toys = model.Entity<Toy>().ToTable("toys");
        toys.Property(toy => toy.Id).ValueGeneratedNever();
        toys.Property(toy => toy.Ratio).HasPrecision(5, 2);
        foreach (var property in toys.Metadata.GetProperties())
            property.SetColumnName(property.Name.ToLowerInvariant());
    }
}
