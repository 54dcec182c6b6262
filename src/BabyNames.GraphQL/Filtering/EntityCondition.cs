using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.Queries;

namespace BabyNames.GraphQLEngine.Filtering;

/// <summary>The condition in the argument <c>where</c> of a question.</summary>
internal sealed class EntityCondition<T>(Term term, EntityCatalog entities) : IRowCondition<T>
{
    public Term Term => term;

    public IQueryable<TRow> Filter<TRow>(IQueryable<TRow> rows)
        where TRow : class
    {
        var entity = entities.Find(typeof(TRow));
        var predicate =
            (Expression<Func<TRow, bool>>)
                Condition.ToPredicate(term, typeof(TRow), path => EntityPath.Find(entity, path), Parameter.Create);
        return DetachedRoots.Detach(rows.Where(predicate));
    }
}
