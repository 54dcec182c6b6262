namespace BabyNames.Queries;

/// <summary>A condition on rows, as an argument of a question.</summary>
/// <typeparam name="T">Type of the rows, whose columns clients may name.</typeparam>
public interface IRowCondition<T>
{
    /// <summary>The condition. Its columns have the names of the front end.</summary>
    Term Term { get; }

    /// <summary>Returns the rows for which the condition is true.</summary>
    /// <typeparam name="TRow"><typeparamref name="T"/>, or another type with the columns of the condition.</typeparam>
    IQueryable<TRow> Filter<TRow>(IQueryable<TRow> rows)
        where TRow : class;
}
