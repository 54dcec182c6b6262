using BabyNames.GraphQLEngine.Entities;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Filtering;

/// <summary>Creates the input types of <c>where</c>: one for each entity, and one for each type of columns.</summary>
internal sealed class FilterTypes(Scalars scalars)
{
    private readonly Dictionary<string, InputObjectGraphType> _operations = [];

    /// <summary>Adds the fields of an entity to its input type.</summary>
    public void AddFields(EntityType entity)
    {
        var list = new ListGraphType(new NonNullGraphType(entity.FilterType));
        entity.FilterType.AddField(
            new FieldType
            {
                Name = "and",
                ResolvedType = list,
                Description = "All of these conditions must be true.",
            }
        );
        entity.FilterType.AddField(
            new FieldType
            {
                Name = "or",
                ResolvedType = list,
                Description = "At least one of these conditions must be true.",
            }
        );
        foreach (var member in entity.Members)
        {
            IGraphType? type = member switch
            {
                EntityRelation relation => relation.Target.FilterType,
                EntityColumn { IsJson: false } column => OperationsOn(column.Type),
                _ => null,
            };
            if (type is not null)
                entity.FilterType.AddField(
                    new FieldType
                    {
                        Name = member.FieldName,
                        ResolvedType = type,
                        Description = member.Description,
                    }
                );
        }
    }

    private InputObjectGraphType OperationsOn(ScalarGraphType type)
    {
        var name = $"{(type.Name == "UUID" ? "Uuid" : type.Name)}OperationFilterInput";
        if (_operations.TryGetValue(name, out var existing))
            return existing;
        var description = $"Conditions on a value of type {type.Name}. All of them must be true.";
        var input = _operations[name] = new() { Name = name, Description = description };
        if (type == scalars.String)
        {
            var list = new ListGraphType(new NonNullGraphType(input));
            input.AddField(
                new FieldType
                {
                    Name = "and",
                    ResolvedType = list,
                    Description = "All of these conditions must be true.",
                }
            );
            input.AddField(
                new FieldType
                {
                    Name = "or",
                    ResolvedType = list,
                    Description = "At least one of these conditions must be true.",
                }
            );
        }
        foreach (var operation in FilterOperation.ForType(type, scalars))
        {
            input.AddField(
                new FieldType
                {
                    Name = operation.Name,
                    Description = operation.Description,
                    ResolvedType = operation.TakesList ? new ListGraphType(new NonNullGraphType(type)) : type,
                }
            );
        }
        return input;
    }
}
