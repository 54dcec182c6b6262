namespace BabyNames.Queries;

/// <summary>A condition on rows, as an argument of a question.</summary>
/// <typeparam name="T">Type of the rows, whose columns clients may name.</typeparam>
public interface IRowCondition<T>
{
    Term Term { get; }

    /// <summary>Keeps the rows for which the condition is true.</summary>
    /// <typeparam name="TRow"><typeparamref name="T"/>, or another type with the columns of the condition.</typeparam>
    IQueryable<TRow> Filter<TRow>(IQueryable<TRow> rows)
        where TRow : class;
}
