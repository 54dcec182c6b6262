using BabyNames.GraphQLEngine.Entities;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Sorting;

/// <summary>Makes the inputs of <c>order</c>.</summary>
internal sealed class SortTypes
{
    public const string Descending = "DESC";

    private readonly EnumerationGraphType _direction = new() { Name = "SortEnumType", Description = "Direction to sort in." };

    public SortTypes()
    {
        _direction.Add("ASC", "ASC", "Smallest first; what is not there comes last.");
        _direction.Add(Descending, Descending, "Greatest first; what is not there comes first.");
    }

    public void AddFields(EntityType entity)
    {
        foreach (var member in entity.Members)
        {
            IGraphType? type = member switch
            {
                EntityRelation relation => relation.Target.SortType,
                EntityColumn { IsJson: false } => _direction,
                _ => null,
            };
            if (type is not null)
                entity.SortType.AddField(
                    new FieldType
                    {
                        Name = member.FieldName,
                        ResolvedType = type,
                        Description = member.Description,
                    }
                );
        }
    }
}
