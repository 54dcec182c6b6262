using System.ComponentModel;
using System.Reflection;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.Queries.Errors;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Mutations;

/// <summary>Creates the types of mutations: input, payload, and the union of errors.</summary>
internal sealed class MutationTypes
{
    private readonly Scalars _scalars;
    private readonly Dictionary<Type, ObjectGraphType> _errors = [];

    public MutationTypes(Scalars scalars)
    {
        _scalars = scalars;
        foreach (var field in new[] { Message(), Code() })
        {
            // Fields of interfaces must not have a resolver.
            field.Resolver = null;
            Error.AddField(field);
        }
    }

    /// <summary>The interface of all errors.</summary>
    public InterfaceGraphType Error { get; } = new() { Name = "Error", Description = "An error of a mutation that the client can fix." };

    /// <summary>Creates the input type of a mutation.</summary>
    /// <param name="mutation">Name of the mutation.</param>
    /// <param name="prefix">Prefix of the type's name: the name of the mutation in PascalCase.</param>
    public InputObjectGraphType Input(string mutation, string prefix, QueryArguments fields)
    {
        var type = new InputObjectGraphType { Name = $"{prefix}Input", Description = $"The arguments of `{mutation}`." };
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

    /// <summary>Creates the payload type of a mutation.</summary>
    /// <param name="errors">Types of the <see cref="DomainException"/>s.</param>
    public ObjectGraphType Payload(string prefix, string resultName, IGraphType result, IEnumerable<Type> errors)
    {
        var union = new UnionGraphType { Name = $"{prefix}Error", Description = "The errors of the mutation." };
        foreach (var error in errors)
            union.AddPossibleType(ErrorType(error));
        var payload = new ObjectGraphType { Name = $"{prefix}Payload", Description = "The result of the mutation, or its errors." };
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
                Description = "The errors; null when there is a result.",
                ResolvedType = new ListGraphType(new NonNullGraphType(union)),
                Resolver = new FuncFieldResolver<object?>(context => ((MutationPayload)context.Source!).Errors),
            }
        );
        return payload;
    }

    private ObjectGraphType ErrorType(Type exception)
    {
        if (_errors.TryGetValue(exception, out var existing))
            return existing;
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

    private FieldType Message() => Text("message", "What is wrong and what the client can do.", exception => exception.Message);

    private FieldType Code() => Text("code", "Stable code of the error, the same in GraphQL and OData.", exception => exception.Code);

    private FieldType Text(string name, string description, Func<DomainException, string> get) =>
        new()
        {
            Name = name,
            Description = description,
            ResolvedType = new NonNullGraphType(_scalars.String),
            Resolver = new FuncFieldResolver<object?>(context => get((DomainException)context.Source!)),
        };
}

/// <summary>The payload of a mutation: a result or errors.</summary>
internal sealed record MutationPayload(object? Result, IReadOnlyList<DomainException>? Errors);
