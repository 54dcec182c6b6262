namespace BabyNames.Queries;

/// <summary>A question that no row set answers: arguments in, an answer out.</summary>
/// <typeparam name="TDatabase">What is read.</typeparam>
/// <typeparam name="TArguments">A record, as <see cref="ArgumentSet"/> describes it.</typeparam>
/// <typeparam name="TAnswer">A record, or an <see cref="IReadOnlyList{T}"/> of records.</typeparam>
public interface IQuestion<in TDatabase, in TArguments, TAnswer>
{
    /// <summary>camelCase.</summary>
    string Name { get; }

    string Description { get; }

    /// <summary>Whether one statement reads the answer. If not, a transaction gives all of them one snapshot.</summary>
    bool IsOneStatement => true;

    /// <summary>Estimates by the arguments, before they are checked.</summary>
    RowEstimate Estimate(TArguments arguments);

    Task<TAnswer> AskAsync(TArguments arguments, TDatabase database, CancellationToken cancellationToken);
}

/// <summary>How many rows an answer has and reads at most, known before it is asked.</summary>
/// <param name="Size">Items of the list, or nodes of the page; null where <c>first</c> or <c>last</c> says so.</param>
/// <param name="Read">Rows that the database reads to find them.</param>
/// <param name="Nested">Items of the list within each of its objects.</param>
public readonly record struct RowEstimate(long? Size, long Read = 0, long Nested = 1);
