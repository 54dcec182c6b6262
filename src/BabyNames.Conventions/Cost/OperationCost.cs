namespace BabyNames.Conventions.Cost;

/// <summary>What an operation may cost at most, by the values of its variables, as Hot Chocolate and IBM's specification of
/// GraphQL cost directives count it.</summary>
/// <param name="FieldCost">Work: 10 for a field that asks the database, 10 for each <c>where</c> and <c>order</c>, 10 for each
/// condition of a filter or 20 where no index can help, 1 for any other field that gives an object; what is below a page
/// counts once for each of its nodes.</param>
/// <param name="TypeCost">Size: objects in the answer.</param>
public sealed record OperationCost(long FieldCost, long TypeCost);
