using BabyNames.GraphQLEngine.Entities;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Filtering;

/// <summary>Makes the inputs of <c>where</c>: one per entity, one per kind of column.</summary>
internal sealed class FilterTypes(Scalars scalars)
{
    private readonly Dictionary<string, InputObjectGraphType> _operations = [];

    public void AddFields(EntityType entity)
    {
        var list = new ListGraphType(new NonNullGraphType(entity.FilterType));
        entity.FilterType.AddField(
            new FieldType
            {
                Name = "and",
                ResolvedType = list,
                Description = "All of these hold.",
            }
        );
        entity.FilterType.AddField(
            new FieldType
            {
                Name = "or",
                ResolvedType = list,
                Description = "At least one of these holds.",
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
        if (_operations.TryGetValue(name, out var known))
            return known;
        var input = _operations[name] = new() { Name = name, Description = $"Conditions on a {type.Name}; all given must hold." };
        if (type == scalars.String)
        {
            var list = new ListGraphType(new NonNullGraphType(input));
            input.AddField(
                new FieldType
                {
                    Name = "and",
                    ResolvedType = list,
                    Description = "All of these hold.",
                }
            );
            input.AddField(
                new FieldType
                {
                    Name = "or",
                    ResolvedType = list,
                    Description = "At least one of these holds.",
                }
            );
        }
        foreach (var operation in FilterOperation.On(type, scalars))
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
