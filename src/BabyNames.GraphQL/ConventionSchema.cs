using System.Linq.Expressions;
using System.Text.Json;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.GraphQLEngine.Paging;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Records;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Queries;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine;

/// <summary>A schema under construction: each feature adds its fields, then <see cref="Build"/> makes the whole.</summary>
public sealed class ConventionSchema
{
    private readonly ConnectionTypes _connections;
    private readonly MutationTypes _mutations;
    private readonly RecordTypes _records;
    private readonly ArgumentTypes _arguments;
    private readonly ObjectGraphType _query = new() { Name = "Query" };
    private readonly ObjectGraphType _mutation = new() { Name = "Mutation" };
    private readonly ObjectGraphType _subscription = new() { Name = "Subscription" };

    private readonly Func<Type, Term?, FieldValues, long> _rowsRead;

    /// <param name="entities">Built.</param>
    /// <param name="rowsRead">Rows that the database reads for a connection over rows of a type that meet a condition.</param>
    public ConventionSchema(EntityCatalog entities, ConventionLimits limits, Func<Type, Term?, FieldValues, long> rowsRead)
    {
        (Entities, Limits, _rowsRead) = (entities, limits, rowsRead);
        _connections = new(entities.Scalars);
        _mutations = new(entities.Scalars);
        _records = new(entities);
        _arguments = new(entities, _records, limits);
    }

    public EntityCatalog Entities { get; }

    public ConventionLimits Limits { get; }

    /// <summary>Adds the connection of a row set to the query type.</summary>
    public FieldType Connection<TContext, T>(RowSet<TContext, T> rows)
        where TContext : DbContext
        where T : class
    {
        var field = Connection(JsonNamingPolicy.CamelCase.ConvertName(rows.Name), rows.Description, rows.Source, rows.Order);
        return rows.IsOfStatistics ? field.Cached() : field;
    }

    /// <summary>Adds a connection to the query type.</summary>
    /// <param name="name">Of the field; its types are named after it.</param>
    /// <param name="source">The rows that it is over.</param>
    /// <param name="order">Field names, with a minus before those that go down; null for the order of the key.</param>
    public FieldType Connection<TContext, T>(
        string name, string description, Expression<Func<TContext, IQueryable<T>>> source, IReadOnlyList<string>? order = null)
        where TContext : DbContext
        where T : class
    {
        var rows = new RowSource<T>(source);
        var filter = Entities.Find(typeof(T));
        var field = Connection<TContext, T>(name, description, (_, _) => rows, order, []);
        field.Arguments!.Add(Argument("where", filter.FilterType, "Conditions that every node meets."));
        field.Arguments.Add(Argument("order", new ListGraphType(new NonNullGraphType(filter.SortType)),
            "Fields to sort by, one in each object, the first one first. Nodes that are equal by these follow the key."));
        return field.Estimated(values => new(Size: null, _rowsRead(typeof(T), ConditionOf(typeof(T), values), values)));
    }

    /// <summary>Adds a connection over the rows that the arguments, a record, select. Clients can neither sort nor filter it.</summary>
    /// <param name="source">The rows. A <see cref="DomainException"/> from here goes to the client.</param>
    /// <param name="rowsRead">Rows that the database reads, by the arguments and whether the rows are counted.</param>
    /// <param name="order">Field names, with a minus before those that go down.</param>
    public FieldType Connection<TContext, TArguments, T>(
        string name, string description, Func<TContext, TArguments, RowSource<T>> source, Func<TArguments, bool, long> rowsRead, IReadOnlyList<string> order)
        where TContext : DbContext
        where T : class
    {
        var arguments = ArgumentSet.Of<TArguments>();
        var field = Connection<TContext, T>(
            name, description, (database, context) => source(database, (TArguments)arguments.Read(context.Value)), order, _arguments.Make(arguments),
            context => arguments.Read(context.Value).ToString());
        return field.Estimated(values => new(Size: null, rowsRead((TArguments)arguments.Read(name => values[name]), values.Counts)));
    }

    private FieldType Connection<TContext, T>(
        string name, string description, Func<TContext, IResolveFieldContext, RowSource<T>> source, IReadOnlyList<string>? order, IEnumerable<QueryArgument> arguments,
        Func<IResolveFieldContext, string?>? textOfArguments = null)
        where TContext : DbContext
        where T : class
    {
        var entity = Entities.Find(typeof(T));
        return _query.AddField(new FieldType
        {
            Name = name,
            Description = description,
            ResolvedType = _connections.Make(name, entity),
            Arguments = [.. arguments, .. PageArguments()],
            Resolver = new ConnectionField<TContext, T>(entity, Limits, source, order ?? [], textOfArguments),
        });
    }

    /// <summary>Adds a question to the query type.</summary>
    public FieldType Question<TContext, TArguments, T>(IQuestion<TContext, TArguments, T> question)
        where TContext : DbContext
    {
        var arguments = ArgumentSet.Of<TArguments>();
        return _query.AddField(new FieldType
        {
            Name = question.Name,
            Description = question.Description,
            ResolvedType = _records.Answer(question.GetType().GetMethod(nameof(question.AskAsync))!),
            Arguments = [.. _arguments.Make(arguments)],
            Resolver = new QuestionField<TContext, TArguments, T>(question, arguments),
        }).Estimated(values => question.Estimate((TArguments)arguments.Read(name => values[name])));
    }

    /// <summary>Adds a question to the query type that only GraphQL has, or only for some clients.</summary>
    /// <typeparam name="TContext">Read from.</typeparam>
    /// <typeparam name="T">A record, a scalar, or an <see cref="IReadOnlyList{T}"/> of one; see <see cref="RecordTypes"/>.</typeparam>
    /// <param name="answer">A <see cref="DomainException"/> from here goes to the client.</param>
    /// <param name="isNullable">Whether the answer may be null.</param>
    /// <param name="rows">That it produces and reads at most.</param>
    public FieldType Question<TContext, T>(
        string name, string description, Func<TContext, IResolveFieldContext, Task<T>> answer, bool isNullable, RowEstimator rows, params QueryArgument[] arguments)
        where TContext : DbContext
    {
        var type = _records.For(answer);
        return _query.AddField(new FieldType
        {
            Name = name,
            Description = description,
            ResolvedType = isNullable ? type : new NonNullGraphType(type),
            Arguments = [.. arguments],
            Resolver = new RecordField<TContext, T>(answer),
        }).Estimated(rows);
    }

    /// <summary>The GraphQL enum of a C# enum, for arguments.</summary>
    public EnumerationGraphType Enum<T>()
        where T : struct, Enum => _records.Enum(typeof(T));

    /// <summary>The rows that meet the argument <c>where</c> of a question, whose type is the entity's filter, or one with further fields
    /// that the request does not name.</summary>
    /// <exception cref="Errors.ClientError">More or deeper conditions than <see cref="ConventionLimits"/> allow.</exception>
    public IQueryable<T> Where<T>(IQueryable<T> rows, IResolveFieldContext context)
        where T : class
    {
        var entity = Entities.Find(typeof(T));
        if (WhereReader.Read(entity, context.GetArgument<object?>("where"), Limits) is not { } where)
            return rows;
        var predicate = (Expression<Func<T, bool>>)Condition.ToPredicate(where, typeof(T), path => EntityPath.Find(entity, path), Parameter.Of);
        return rows.Provider.CreateQuery<T>(DetachedRoots.Of(rows.Where(predicate).Expression));
    }

    /// <summary>Adds a field of its own kind to the query type.</summary>
    public FieldType Field(FieldType field) => _query.AddField(field);

    /// <summary>Adds a mutation: <c>name(input: NameInput!): NamePayload!</c>.</summary>
    /// <param name="resultName">Field of the payload that holds the entity.</param>
    /// <param name="errors">The <see cref="DomainException"/>s that it can end with.</param>
    /// <param name="run">Does the work and says which entity is the result.</param>
    public FieldType Mutation<TContext, T>(
        string name, string description, string resultName, IReadOnlyCollection<Type> errors, IEnumerable<MutationInput> input,
        Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<Expression<Func<T, bool>>>> run)
        where TContext : DbContext
        where T : class
    {
        var entity = Entities.Find(typeof(T));
        var result = new MutationResult<TContext, T>(entity, resultName);
        return Mutation(name, description, resultName, entity.ObjectType, errors, input,
            async (values, context) => await result.ReadAsync(await run(values, context), context));
    }

    /// <summary>Adds a mutation whose result no table has.</summary>
    /// <typeparam name="T">A record; see <see cref="RecordTypes"/>.</typeparam>
    /// <param name="resultName">Field of the payload that holds the record.</param>
    /// <param name="errors">The <see cref="DomainException"/>s that it can end with.</param>
    public FieldType Mutation<T>(
        string name, string description, string resultName, IReadOnlyCollection<Type> errors, IEnumerable<MutationInput> input,
        Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<T>> run)
        where T : class =>
        Mutation(name, description, resultName, _records.Of(typeof(T)), errors, input, async (values, context) => await run(values, context));

    /// <summary>Adds a subscription: an event with an entity's present state whenever it has changed.</summary>
    /// <param name="channel">Of <see cref="ChangeHub.Publish"/>, which tells what has changed by its key, a UUID.</param>
    /// <param name="source">The rows that it is over.</param>
    /// <param name="startsWithAll">Whether the rows as they are come first: where they are few.</param>
    public FieldType Subscription<TContext, T>(
        string name, string description, string channel, Func<TContext, IResolveFieldContext, IQueryable<T>> source,
        Func<IResolveFieldContext, bool> startsWithAll, params QueryArgument[] arguments)
        where TContext : DbContext
        where T : class
    {
        var entity = Entities.Find(typeof(T));
        return _subscription.AddField(new FieldType
        {
            Name = name,
            Description = description,
            ResolvedType = new NonNullGraphType(entity.ObjectType),
            Arguments = [.. arguments],
            StreamResolver = new SubscriptionField<TContext, T>(entity, channel, source, startsWithAll),
            Resolver = new FuncFieldResolver<object?>(context => context.Source),
        });
    }

    public static QueryArgument Argument(string name, IGraphType type, string description) => new(type) { Name = name, Description = description };

    public ISchema Build(IServiceProvider services)
    {
        var schema = new Schema(services) { Query = _query, Mutation = _mutation, Subscription = _subscription };
        // Tools ask for these by introspection.
        schema.Features.RepeatableDirectives = true;
        schema.Features.DeprecationOfInputValues = true;
        SpecifiedBy.AddDirective(schema);
        // Nothing returns the interface itself, so the schema would not find it.
        schema.RegisterType(_mutations.Error);
        schema.Initialize();
        SpecifiedBy.AddField(schema);
        return schema;
    }

    private FieldType Mutation(
        string name, string description, string resultName, IGraphType result, IReadOnlyCollection<Type> errors, IEnumerable<MutationInput> input,
        Func<IReadOnlyDictionary<string, object?>, IResolveFieldContext, Task<object?>> run)
    {
        var prefix = char.ToUpperInvariant(name[0]) + name[1..];
        return _mutation.AddField(new FieldType
        {
            Name = name,
            Description = description,
            ResolvedType = new NonNullGraphType(_mutations.Payload(prefix, resultName, result, errors)),
            Arguments = [Argument("input", new NonNullGraphType(_mutations.Input(prefix, input)), "What is to be done.")],
            Resolver = new MutationField(errors, run),
        });
    }

    /// <summary>The condition of the argument <c>where</c>.</summary>
    /// <returns>Null if there is none, or if the field refuses it.</returns>
    public Term? ConditionOf(Type row, FieldValues values)
    {
        try
        {
            return WhereReader.Read(Entities.Find(row), values["where"], Limits);
        }
        catch (Errors.ClientError)
        {
            return null;
        }
    }

    private IEnumerable<QueryArgument> PageArguments() =>
    [
        Argument("first", Entities.Scalars.Int, "Returns the first _n_ elements from the list."),
        Argument("after", Entities.Scalars.String, "Returns the elements in the list that come after the specified cursor."),
        Argument("last", Entities.Scalars.Int, "Returns the last _n_ elements from the list."),
        Argument("before", Entities.Scalars.String, "Returns the elements in the list that come before the specified cursor."),
    ];
}
