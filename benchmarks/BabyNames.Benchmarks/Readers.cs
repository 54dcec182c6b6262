using System.Diagnostics;
using Npgsql;

namespace BabyNames.Benchmarks;

/// <summary>Two readers that query the names of a year, each at most 100 times a second.</summary>
internal sealed class Readers : IAsyncDisposable
{
    private const int Count = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlDataSource _source;
    private readonly Task<List<TimeSpan>[]> _readers;

    public Readers(string connectionString)
    {
        _source = NpgsqlDataSource.Create(connectionString);
        _readers = Task.WhenAll(Enumerable.Range(0, Count).Select(reader => Task.Run(() => ReadAsync(new Random(reader)))));
    }

    /// <summary>Stops the readers.</summary>
    /// <returns>The median and longest response time.</returns>
    public async Task<(TimeSpan Median, TimeSpan Longest)> EndAsync()
    {
        await _end.CancelAsync();
        var times = (await _readers).SelectMany(one => one).ToList();
        return (Questions.Median(times), times.Max());
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _source.DisposeAsync();
        _end.Dispose();
    }

    private async Task<List<TimeSpan>> ReadAsync(Random random)
    {
        var times = new List<TimeSpan>();
        while (!_end.IsCancellationRequested)
        {
            var began = Stopwatch.StartNew();
            await using (
                var command = _source.CreateCommand(
                    """
                    SELECT name, count FROM names
                    WHERE country_id = (SELECT id FROM countries WHERE code = 'US') AND year = $1 AND deleted_at IS NULL
                    ORDER BY count DESC LIMIT 100
                    """
                )
            )
            {
                command.Parameters.Add(new() { Value = random.Next(1880, 2024) });
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                    _ = reader.GetInt32(1);
            }
            times.Add(began.Elapsed);
            await Task.Delay(Pause);
        }
        return times;
    }
}
