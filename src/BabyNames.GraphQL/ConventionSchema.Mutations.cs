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
    /// <summary>Adds a mutation: <c>name(input: NameInput!): NamePayload!</c>. Its input is a record, as <see cref="ArgumentSet"/> describes
    /// it.</summary>
    /// <param name="resultName">Field of the payload that holds the entity.</param>
    /// <param name="errors">The <see cref="DomainException"/>s that it can end with.</param>
    /// <param name="run">Does the work and says which entity is the result.</param>
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

    /// <summary>Adds a mutation whose result, a record, no table has.</summary>
    /// <param name="resultName">Field of the payload that holds the record.</param>
    /// <param name="errors">The <see cref="DomainException"/>s that it can end with.</param>
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
            Entities.Records.Of(typeof(T)),
            errors,
            run,
            (result, _) => Task.FromResult<object?>(result)
        );

    /// <summary>Adds a subscription: an event with an entity's present state whenever it has changed.</summary>
    /// <param name="channel">Of <see cref="ChangeHub.Publish"/>, which tells what has changed by its key, a UUID.</param>
    /// <param name="source">The rows that it is over.</param>
    /// <param name="startsWithAll">Whether the rows as they are come first: where they are few.</param>
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
        Func<T, IResolveFieldContext, Task<object?>> show
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
                        Argument("input", new NonNullGraphType(_mutations.Input(name, prefix, input.Types)), "What is to be done."),
                    ],
                    Resolver = new MutationField<TInput, T>(input, errors, run, show),
                }
            )
        );
    }
}
