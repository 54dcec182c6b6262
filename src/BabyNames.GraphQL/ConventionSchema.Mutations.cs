using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Queries;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine;

// Mutations and subscriptions.
public sealed partial class ConventionSchema
{
    /// <summary>Adds a mutation whose result is an entity: <c>name(input: NameInput!): NamePayload!</c>. Its input is a record as
    /// <see cref="ArgumentSet"/> describes it.</summary>
    /// <param name="resultName">Name of the payload's field with the entity.</param>
    /// <param name="errors">Types of the <see cref="DomainException"/>s that <paramref name="run"/> can throw.</param>
    /// <param name="run">Executes the mutation and returns a condition that finds the entity.</param>
    public SchemaField Mutation<TContext, TInput, T>(
        string name,
        string description,
        string resultName,
        IReadOnlyCollection<Type> errors,
        Func<TInput, MutationContext, Task<Expression<Func<T, bool>>>> run
    )
        where TContext : DbContext
        where T : class
    {
        var entity = Entities.Find(typeof(T));
        var result = new MutationResult<TContext, T>(entity, resultName);
        return Mutation(name, description, resultName, entity.ObjectType, errors, run, result.ReadAsync);
    }

    /// <summary>Adds a mutation whose result is a record instead of an entity.</summary>
    /// <param name="resultName">Name of the payload's field with the record.</param>
    /// <param name="errors">Types of the <see cref="DomainException"/>s that <paramref name="run"/> can throw.</param>
    /// <param name="run">Executes the mutation and returns the record.</param>
    public SchemaField Mutation<TInput, T>(
        string name,
        string description,
        string resultName,
        IReadOnlyCollection<Type> errors,
        Func<TInput, MutationContext, Task<T>> run
    )
        where T : class =>
        Mutation(
            name,
            description,
            resultName,
            Entities.Records.Get(typeof(T)),
            errors,
            run,
            (result, _) => Task.FromResult<object?>(result)
        );

    /// <summary>Adds the field <c>dataVersion</c> to the payload of a mutation.</summary>
    /// <param name="description">Description of the field.</param>
    /// <param name="read">Waits for the data version from which responses show the effect; null if it takes too long.</param>
    public SchemaField WithDataVersion(
        SchemaField mutation,
        string description,
        Func<IServiceProvider, CancellationToken, Task<long?>> read
    )
    {
        var payload = (ObjectGraphType)((NonNullGraphType)mutation.Type.ResolvedType!).ResolvedType!;
        payload.AddField(
            new FieldType
            {
                Name = "dataVersion",
                Description = description,
                ResolvedType = Entities.Scalars.For(typeof(long)),
                Resolver = new FuncFieldResolver<object?>(async context =>
                    ((MutationPayload)context.Source!).Errors is null
                        ? await read(context.RequestServices!, context.CancellationToken)
                        : null
                ),
            }
        );
        return mutation;
    }

    /// <summary>Adds a subscription, which sends the current state of an entity after each change.</summary>
    /// <param name="channel">Channel of <see cref="ChangeHub.Publish"/>, where changes are published by the key of the entity, a
    /// UUID.</param>
    /// <param name="source">Returns the rows that the arguments select.</param>
    /// <param name="startsWithAll">Whether the current state of all rows is sent first. Only for few rows.</param>
    public void Subscription<TContext, TArguments, T>(
        string name,
        string description,
        string channel,
        Func<TContext, TArguments, IQueryable<T>> source,
        Func<TArguments, bool> startsWithAll
    )
        where TContext : DbContext
        where T : class
    {
        var (entity, arguments) = (Entities.Find(typeof(T)), Arguments<TArguments>());
        _subscription.AddField(
            new FieldType
            {
                Name = name,
                Description = description,
                ResolvedType = new NonNullGraphType(entity.ObjectType),
                Arguments = arguments.Types,
                StreamResolver = new SubscriptionField<TContext, TArguments, T>(entity, channel, arguments, source, startsWithAll),
                Resolver = new FuncFieldResolver<object?>(context => context.Source),
            }
        );
    }

    private SchemaField Mutation<TInput, T>(
        string name,
        string description,
        string resultName,
        IGraphType result,
        IReadOnlyCollection<Type> errors,
        Func<TInput, MutationContext, Task<T>> run,
        Func<T, IResolveFieldContext, Task<object?>> toResult
    )
    {
        var (prefix, input) = (char.ToUpperInvariant(name[0]) + name[1..], Arguments<TInput>());
        return new(
            _mutation.AddField(
                new FieldType
                {
                    Name = name,
                    Description = description,
                    ResolvedType = new NonNullGraphType(_mutations.Payload(prefix, resultName, result, errors)),
                    Arguments =
                    [
                        Argument(
                            "input",
                            new NonNullGraphType(_mutations.Input(name, prefix, input.Types)),
                            "The arguments of the mutation."
                        ),
                    ],
                    Resolver = new MutationField<TInput, T>(input, errors, run, toResult),
                }
            )
        );
    }
}
