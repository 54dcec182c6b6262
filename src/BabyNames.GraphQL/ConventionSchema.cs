using System.Text.Json;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.GraphQLEngine.Paging;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.GraphQLEngine;

/// <summary>Builds a schema by the conventions of Hot Chocolate. Each feature of the server adds its fields.</summary>
public sealed partial class ConventionSchema
{
    private readonly ConnectionTypes _connections;
    private readonly MutationTypes _mutations;
    private readonly ObjectGraphType _query = new() { Name = "Query", Description = "Fields that read data." };
    private readonly ObjectGraphType _mutation = new() { Name = "Mutation", Description = "Fields that change data." };
    private readonly ObjectGraphType _subscription = new()
    {
        Name = "Subscription",
        Description = "Fields that send an event for each change.",
    };

    private readonly Func<Type, Term?, FieldValues, long> _rowsRead;

    /// <summary>Creates a schema without fields.</summary>
    /// <param name="entities">The entities, after <see cref="EntityCatalog.Build"/>.</param>
    /// <param name="limits">Limits of documents, filters and pages.</param>
    /// <param name="rowsRead">Estimates the number of rows that the database reads for a connection, by the class of the rows, the
    /// condition and the values of the arguments.</param>
    public ConventionSchema(EntityCatalog entities, GraphQLLimits limits, Func<Type, Term?, FieldValues, long> rowsRead)
    {
        (Entities, Limits, _rowsRead) = (entities, limits, rowsRead);
        _connections = new(entities.Scalars);
        _mutations = new(entities.Scalars);
    }

    /// <summary>The entities of the schema.</summary>
    public EntityCatalog Entities { get; }

    /// <summary>Limits of documents, filters and pages.</summary>
    public GraphQLLimits Limits { get; }

    /// <summary>Adds the connection of a row set to the query type.</summary>
    public SchemaField Connection<TContext, T>(RowSet<TContext, T> rows)
        where TContext : DbContext
        where T : class
    {
        var source = new RowSource<T>(rows.Source);
        var entity = Entities.Find(typeof(T));
        var field = Connection<TContext, T>(
            JsonNamingPolicy.CamelCase.ConvertName(rows.Name),
            rows.Description,
            (_, _) => source,
            rows.Order,
            [],
            rows.DistinctValues
        );
        field.Arguments!.Add(Argument("where", entity.FilterType, "Conditions that every node must meet."));
        field.Arguments.Add(
            Argument(
                "order",
                new ListGraphType(new NonNullGraphType(entity.SortType)),
                "Fields to sort by, one in each object, the first one first. Nodes that are equal by these fields are sorted by the key."
            )
        );
        var added = new SchemaField(
            field.Estimated(values => new(Size: null, _rowsRead(typeof(T), ConditionOf(typeof(T), values), values)))
        );
        return rows.IsCacheable ? added.Cached() : added;
    }

    /// <summary>Adds a connection over the rows that arguments select. Clients can filter the rows, but not sort them.</summary>
    /// <typeparam name="TContext">The context that has the rows.</typeparam>
    /// <typeparam name="TArguments">A record as <see cref="ArgumentSet"/> describes it.</typeparam>
    /// <typeparam name="T">Class of the rows.</typeparam>
    /// <param name="source">Returns the rows. Clients see the message of a <see cref="DomainException"/> that it throws.</param>
    /// <param name="rowsRead">Estimates the number of rows that the database reads, by the arguments and whether the rows are counted or
    /// filtered.</param>
    /// <param name="order">The order: names of fields, with a minus before descending ones.</param>
    public SchemaField Connection<TContext, TArguments, T>(
        string name,
        string description,
        Func<TContext, TArguments, RowSource<T>> source,
        Func<TArguments, bool, long> rowsRead,
        IReadOnlyList<string> order
    )
        where TContext : DbContext
        where T : class
    {
        var arguments = Arguments<TArguments>();
        var field = Connection<TContext, T>(
            name,
            description,
            (database, context) => source(database, arguments.Read(context)),
            order,
            arguments.Types,
            textOfArguments: context => arguments.Read(context)!.ToString()
        );
        field.Arguments!.Add(Argument("where", Entities.Find(typeof(T)).FilterType, "Conditions that every node must meet."));
        return new(
            field.Estimated(values =>
                new(Size: null, rowsRead(arguments.Read(values), values.IsCounted || ConditionOf(typeof(T), values) is not null))
            )
        );
    }

    private FieldType Connection<TContext, T>(
        string name,
        string description,
        Func<TContext, IResolveFieldContext, RowSource<T>> source,
        IReadOnlyList<string> order,
        IEnumerable<QueryArgument> arguments,
        DistinctValues? distinctValues = null,
        Func<IResolveFieldContext, string?>? textOfArguments = null
    )
        where TContext : DbContext
        where T : class
    {
        var entity = Entities.Find(typeof(T));
        return _query.AddField(
            new FieldType
            {
                Name = name,
                Description = description,
                ResolvedType = _connections.Create(name, entity),
                Arguments = [.. arguments, .. PageArguments()],
                Resolver = new ConnectionField<TContext, T>(entity, Limits, source, order, distinctValues, textOfArguments),
            }
        );
    }

    /// <summary>Adds a look-up of one row to the query type.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="key">GraphQL name of a unique column, which is also the name of the argument.</param>
    public SchemaField LookUp<TContext, T>(string name, string description, RowSet<TContext, T> rows, string key)
        where TContext : DbContext
        where T : class
    {
        var entity = Entities.Find(typeof(T));
        var column = (EntityColumn)entity.Find(key)!;
        return new(
            _query
                .AddField(
                    new FieldType
                    {
                        Name = name,
                        Description = description,
                        ResolvedType = entity.ObjectType,
                        Arguments = [Argument(key, new NonNullGraphType(column.Type), column.Description!)],
                        Resolver = new LookUpField<TContext, T>(entity, rows, column),
                    }
                )
                .Estimated(_ => new(1))
        );
    }

    /// <summary>Adds a question to the query type.</summary>
    public SchemaField Question<TContext, TArguments, T>(IQuestion<TContext, TArguments, T> question)
        where TContext : DbContext
    {
        var arguments = Arguments<TArguments>();
        return new(
            _query
                .AddField(
                    new FieldType
                    {
                        Name = question.Name,
                        Description = question.Description,
                        ResolvedType = Entities.Records.GetResult(question.GetType().GetMethod(nameof(question.AskAsync))!),
                        Arguments = arguments.Types,
                        Resolver = new QuestionField<TContext, TArguments, T>(question, arguments),
                    }
                )
                .Estimated(values => question.Estimate(arguments.Read(values)))
        );
    }

    /// <summary>Adds a constant list to the query type.</summary>
    /// <typeparam name="T">A record as <see cref="RecordTypes"/> describes it.</typeparam>
    public void List<T>(string name, string description, IReadOnlyList<T> items) =>
        _query
            .AddField(
                new FieldType
                {
                    Name = name,
                    Description = description,
                    ResolvedType = new ListGraphType(new NonNullGraphType(Entities.Records.Get(typeof(T)))),
                    Resolver = new FuncFieldResolver<object?>(_ => items),
                }
            )
            .Estimated(_ => new(items.Count));

    /// <summary>Adds a schema to the services as <see cref="ISchema"/>. It is built at its first use.</summary>
    /// <param name="create">Creates the schema with its fields.</param>
    public static void AddTo(IServiceCollection services, Func<IServiceProvider, ConventionSchema> create) =>
        services.AddSingleton(provider => create(provider).Build(provider));

    private ISchema Build(IServiceProvider services)
    {
        var schema = new Schema(services)
        {
            Query = _query,
            Mutation = _mutation,
            Subscription = _subscription,
        };
        // Introspection queries of tools request these features.
        schema.Features.RepeatableDirectives = true;
        schema.Features.DeprecationOfInputValues = true;
        SpecifiedBy.AddDirective(schema);
        // The schema would not find the interface, because no field returns it.
        schema.RegisterType(_mutations.Error);
        schema.Initialize();
        SpecifiedBy.AddFields(schema);
        return schema;
    }

    /// <summary>Returns the condition of the argument <c>where</c>.</summary>
    /// <returns>The condition; null if there is none, or if it is invalid, which the field reports later.</returns>
    private Term? ConditionOf(Type row, FieldValues values)
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

    private RecordArguments<T> Arguments<T>() => new(Entities, Limits);

    private static QueryArgument Argument(string name, IGraphType type, string description) =>
        new(type) { Name = name, Description = description };

    private IEnumerable<QueryArgument> PageArguments() =>
        [
            Argument("first", Entities.Scalars.Int, "Returns the first _n_ elements from the list."),
            Argument("after", Entities.Scalars.String, "Returns the elements in the list that come after the specified cursor."),
            Argument("last", Entities.Scalars.Int, "Returns the last _n_ elements from the list."),
            Argument("before", Entities.Scalars.String, "Returns the elements in the list that come before the specified cursor."),
        ];
}
