using Microsoft.EntityFrameworkCore;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Finds the rows that <c>$search</c> asks for.</summary>
public interface IFeedSearch
{
    /// <exception cref="FeedException">The search is not supported.</exception>
    Task<IQueryable<T>> ApplyAsync<T>(IQueryable<T> rows, SearchClause clause, DbContext database, CancellationToken cancellationToken);
}
