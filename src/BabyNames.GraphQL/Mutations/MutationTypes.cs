using System.ComponentModel;
using System.Reflection;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.Queries.Errors;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>Makes the types of mutations: input, payload, and the union of the errors that one can end with.</summary>
internal sealed class MutationTypes
{
    private readonly Scalars _scalars;
    private readonly Dictionary<Type, ObjectGraphType> _errors = [];

    public MutationTypes(Scalars scalars)
    {
        _scalars = scalars;
        foreach (var field in new[] { Message(), Code() })
        {
            // A resolver belongs to object types alone.
            field.Resolver = null;
            Error.AddField(field);
        }
    }

    public InterfaceGraphType Error { get; } = new() { Name = "Error", Description = "A fault that the sender of a mutation can mend." };

    public InputObjectGraphType Input(string mutation, string prefix, QueryArguments fields)
    {
        var type = new InputObjectGraphType { Name = $"{prefix}Input", Description = $"What `{mutation}` is to do." };
        foreach (var field in fields)
            type.AddField(
                new FieldType
                {
                    Name = field.Name,
                    Description = field.Description,
                    ResolvedType = field.ResolvedType,
                }
            );
        return type;
    }

    public ObjectGraphType Payload(string prefix, string resultName, IGraphType result, IEnumerable<Type> errors)
    {
        var union = new UnionGraphType { Name = $"{prefix}Error", Description = "What the mutation can end with instead of a result." };
        foreach (var error in errors)
            union.AddPossibleType(ErrorType(error));
        var payload = new ObjectGraphType { Name = $"{prefix}Payload", Description = "The result of the mutation, or why there is none." };
        payload.AddField(
            new FieldType
            {
                Name = resultName,
                Description = "The result; null when there are errors.",
                ResolvedType = result,
                Resolver = new FuncFieldResolver<object?>(context => ((MutationPayload)context.Source!).Result),
            }
        );
        payload.AddField(
            new FieldType
            {
                Name = "errors",
                Description = "Why there is no result; null when there is one.",
                ResolvedType = new ListGraphType(new NonNullGraphType(union)),
                Resolver = new FuncFieldResolver<object?>(context => ((MutationPayload)context.Source!).Errors),
            }
        );
        return payload;
    }

    private ObjectGraphType ErrorType(Type exception)
    {
        if (_errors.TryGetValue(exception, out var known))
            return known;
        var type = _errors[exception] = new()
        {
            Name = exception.Name.Replace("Exception", "Error", StringComparison.Ordinal),
            Description = exception.GetCustomAttribute<DescriptionAttribute>()?.Description,
            IsTypeOf = exception.IsInstanceOfType,
        };
        type.AddField(Message());
        type.AddField(Code());
        foreach (var property in exception.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            type.AddField(
                new FieldType
                {
                    Name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..],
                    Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description,
                    ResolvedType = new NonNullGraphType(_scalars.For(property.PropertyType)),
                    Resolver = new FuncFieldResolver<object?>(context => property.GetValue(context.Source)),
                }
            );
        }
        type.AddResolvedInterface(Error);
        return type;
    }

    private FieldType Message() => Text("message", "What is wrong and what to do.", exception => exception.Message);

    private FieldType Code() => Text("code", "Stable code, the same in every interface.", exception => exception.Code);

    private FieldType Text(string name, string description, Func<DomainException, string> get) =>
        new()
        {
            Name = name,
            Description = description,
            ResolvedType = new NonNullGraphType(_scalars.String),
            Resolver = new FuncFieldResolver<object?>(context => get((DomainException)context.Source!)),
        };
}

internal sealed record MutationPayload(object? Result, IReadOnlyList<DomainException>? Errors);
