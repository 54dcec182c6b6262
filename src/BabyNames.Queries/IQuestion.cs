namespace BabyNames.Queries;

/// <summary>A question that no row set answers. It has arguments and an answer.</summary>
/// <typeparam name="TDatabase">Type of the database that the question reads.</typeparam>
/// <typeparam name="TArguments">A record as <see cref="ArgumentSet"/> describes it.</typeparam>
/// <typeparam name="TAnswer">A record, or an <see cref="IReadOnlyList{T}"/> of records.</typeparam>
public interface IQuestion<in TDatabase, in TArguments, TAnswer>
{
    /// <summary>Name in camelCase.</summary>
    string Name { get; }

    /// <summary>Description for the schemas of the front ends.</summary>
    string Description { get; }

    /// <summary>Whether one statement reads the answer. If not, a transaction gives all statements the same snapshot.</summary>
    bool IsOneStatement => true;

    /// <summary>Estimates the number of rows by the arguments, before these are validated.</summary>
    RowEstimate Estimate(TArguments arguments);

    /// <summary>Validates the arguments and reads the answer.</summary>
    /// <exception cref="QueryException">An argument is invalid.</exception>
    Task<TAnswer> AskAsync(TArguments arguments, TDatabase database, CancellationToken cancellationToken);
}

/// <summary>The maximum number of rows that a response has and that the database reads, estimated before execution.</summary>
/// <param name="Size">Items of the list, or nodes of the page; null where <c>first</c> or <c>last</c> limits them.</param>
/// <param name="Read">Rows that the database reads to find the items.</param>
/// <param name="Nested">Items of the list in each object.</param>
public readonly record struct RowEstimate(long? Size, long Read = 0, long Nested = 1);
