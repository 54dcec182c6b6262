using BabyNames.GraphQLEngine.Entities;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Sorting;

/// <summary>Creates the input types of <c>order</c>.</summary>
internal sealed class SortTypes
{
    /// <summary>The value of the descending direction.</summary>
    public const string Descending = "DESC";

    private readonly EnumerationGraphType _direction = new() { Name = "SortEnumType", Description = "Direction to sort in." };

    public SortTypes()
    {
        _direction.Add("ASC", "ASC", "Ascending: lowest value first, null last.");
        _direction.Add(Descending, Descending, "Descending: null first, then the highest value.");
    }

    /// <summary>Adds the fields of an entity to its input type.</summary>
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
