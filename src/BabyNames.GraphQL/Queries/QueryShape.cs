using System.Linq.Expressions;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>Identifies a query without its values. Queries of the same shape share a compiled query.</summary>
/// <param name="Source">The expression of the rows, which is the same instance in all queries of the shape.</param>
/// <param name="Text">Text of selection, order, filter and page.</param>
internal readonly record struct QueryShape(LambdaExpression Source, string Text);
