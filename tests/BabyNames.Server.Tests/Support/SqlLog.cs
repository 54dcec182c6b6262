using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace BabyNames.Server.Tests.Support;

/// <summary>Records the statements that EF sends to one database. It reads EF's own diagnostics, so the server runs unchanged.</summary>
internal sealed class SqlLog : IDisposable
{
    private static readonly ConcurrentDictionary<SqlLog, byte> Open = [];

    private readonly ConcurrentQueue<string> _statements = new();
    private readonly string _database;
    private readonly ConcurrentDictionary<string, byte> _compiled = [];

    public SqlLog(string connectionString)
    {
        _database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        Open.TryAdd(this, 0);
    }

    public IReadOnlyList<string> Statements => [.. _statements];

    /// <summary>The LINQ queries that EF compiled, each text once. EF may evict a query when other tests fill its cache, and compile the
    /// query again.</summary>
    public IReadOnlyCollection<string> Compiled => [.. _compiled.Keys];

    public void Dispose() => Open.TryRemove(this, out _);

    /// <summary>Subscribes at the start of the test run: a pooled context that finds no diagnostic listener caches this result for a
    /// second.</summary>
    [ModuleInitializer]
    internal static void Listen() => DiagnosticListener.AllListeners.Subscribe(new Listener());

    private void Add(KeyValuePair<string, object?> value)
    {
        if (
            value.Key == RelationalEventId.CommandExecuting.Name
            && value.Value is CommandEventData command
            && command.Command.Connection?.Database == _database
        )
            _statements.Enqueue(command.Command.CommandText);
        if (
            value.Key == CoreEventId.QueryCompilationStarting.Name
            && value.Value is QueryExpressionEventData query
            && query.Context?.Database is { } database
            && database.GetDbConnection().Database == _database
        )
            _compiled.TryAdd(query.ExpressionPrinter.PrintExpression(query.Expression), 0);
    }

    private sealed class Listener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
                value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            foreach (var log in Open.Keys)
                log.Add(value);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
