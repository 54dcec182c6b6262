using System.Collections.Concurrent;
using System.Data;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQLParser.AST;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>The database contexts of one operation. All of them read the same snapshot, so that every field of a response shows the same
/// data version.</summary>
internal sealed class RequestData : IAsyncDisposable
{
    // The connection of a field is idle while another field reads, at most for the time limit of the operation.
    private const string SetIdleTimeout = "SET LOCAL idle_in_transaction_session_timeout = '5min'; ";

    private readonly ConcurrentBag<DbContext> _idle = [];
    private readonly SemaphoreSlim _lock = new(1);
    private string? _snapshot;
    private DbContext? _exporter;
    private volatile bool _isLost;

    /// <summary>Reads with a context that no other field uses at the same time. A query of one field and one statement needs no
    /// transaction.</summary>
    /// <param name="isOneStatement">Whether the field reads with one statement, which has a snapshot of its own.</param>
    public static async Task<T> ReadAsync<TContext, T>(IResolveFieldContext context, bool isOneStatement, Func<TContext, Task<T>> read)
        where TContext : DbContext
    {
        var contexts = context.RequestServices!.GetRequiredService<IDbContextFactory<TContext>>();
        if (!isOneStatement || context.Operation.SelectionSet.Selections is not [GraphQLField])
            return await Get(context).ReadAsync(contexts, read, context.CancellationToken);
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        return await read(database);
    }

    /// <summary>Adds this to the user context of an operation. The caller disposes it after the execution.</summary>
    /// <param name="userContext">The user context; null to create one.</param>
    public Dictionary<string, object?> AddTo(Dictionary<string, object?>? userContext)
    {
        userContext ??= [];
        userContext[nameof(RequestData)] = this;
        return userContext;
    }

    /// <summary>Disposes all contexts, which ends their transactions.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var context))
            await context.DisposeAsync();
        _lock.Dispose();
    }

    private static RequestData Get(IResolveFieldContext context) => (RequestData)context.UserContext[nameof(RequestData)]!;

    private async Task<T> ReadAsync<TContext, T>(
        IDbContextFactory<TContext> contexts,
        Func<TContext, Task<T>> read,
        CancellationToken cancellationToken
    )
        where TContext : DbContext
    {
        var context = _idle.TryTake(out var idle) ? (TContext)idle : await OpenAsync(contexts, cancellationToken);
        try
        {
            var result = await read(context);
            _idle.Add(context);
            return result;
        }
        catch (Exception exception) when (exception is DomainException or ExecutionError)
        {
            // The client caused the error. The transaction is still valid, and the snapshot if it is from this transaction.
            _idle.Add(context);
            throw;
        }
        catch
        {
            // The error ended the transaction. Other fields must not read another snapshot.
            _isLost |= context == _exporter;
            await context.DisposeAsync();
            throw;
        }
    }

    private async Task<TContext> OpenAsync<TContext>(IDbContextFactory<TContext> contexts, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        await _lock.WaitAsync(cancellationToken);
        TContext? context = null;
        try
        {
            if (_isLost)
                throw new InvalidOperationException("The snapshot of the query ended with an earlier error of another field.");
            context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            if (_snapshot is not null)
                await ExecuteAsync(context, $"{SetIdleTimeout}SET TRANSACTION SNAPSHOT '{_snapshot}'", cancellationToken);
            else
                (_exporter, _snapshot) = (
                    context,
                    (string)(await ExecuteAsync(context, $"{SetIdleTimeout}SELECT pg_export_snapshot()", cancellationToken))!
                );
            return context;
        }
        catch (Exception exception)
        {
            if (context is not null)
                await context.DisposeAsync();
            // The first field reads from a host that has failed since, or the snapshot ended with it.
            if (_snapshot is not null && exception is PostgresException)
                throw new NpgsqlException("The snapshot of the query ended.", exception);
            throw;
        }
        finally
        {
            _lock.Release();
        }
    }

    private static async Task<object?> ExecuteAsync(DbContext context, string sql, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
