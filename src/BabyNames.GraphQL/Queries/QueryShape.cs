using System.Linq.Expressions;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>What a query is but for its values: queries of the same shape share what EF made of them.</summary>
/// <param name="Source">The same instance in each.</param>
/// <param name="Text">Of all else.</param>
internal readonly record struct QueryShape(LambdaExpression Source, string Text);
