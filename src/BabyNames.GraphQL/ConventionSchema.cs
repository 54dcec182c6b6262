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

/// <summary>A schema under construction: each feature adds its fields to it.</summary>
public sealed partial class ConventionSchema
{
    private readonly ConnectionTypes _connections;
    private readonly MutationTypes _mutations;
    private readonly ObjectGraphType _query = new() { Name = "Query", Description = "What can be asked." };
    private readonly ObjectGraphType _mutation = new() { Name = "Mutation", Description = "What can be changed." };
    private readonly ObjectGraphType _subscription = new()
    {
        Name = "Subscription",
        Description = "What a client can hear of as it happens.",
    };

    private readonly Func<Type, Term?, FieldValues, long> _rowsRead;

    /// <param name="entities">Built.</param>
    /// <param name="rowsRead">Rows that the database reads for a connection over rows of a type that meet a condition.</param>
    public ConventionSchema(EntityCatalog entities, ConventionLimits limits, Func<Type, Term?, FieldValues, long> rowsRead)
    {
        (Entities, Limits, _rowsRead) = (entities, limits, rowsRead);
        _connections = new(entities.Scalars);
        _mutations = new(entities.Scalars);
    }

    public EntityCatalog Entities { get; }

    public ConventionLimits Limits { get; }

    /// <summary>Adds the connection of a row set to the query type.</summary>
    public SchemaField Connection<TContext, T>(RowSet<TContext, T> rows)
        where TContext : DbContext
        where T : class
    {
        var source = new RowSource<T>(rows.Source);
        var filter = Entities.Find(typeof(T));
        var field = Connection<TContext, T>(
            JsonNamingPolicy.CamelCase.ConvertName(rows.Name),
            rows.Description,
            (_, _) => source,
            rows.Order,
            [],
            rows.DistinctValues
        );
        field.Arguments!.Add(Argument("where", filter.FilterType, "Conditions that every node meets."));
        field.Arguments.Add(
            Argument(
                "order",
                new ListGraphType(new NonNullGraphType(filter.SortType)),
                "Fields to sort by, one in each object, the first one first. Nodes that are equal by these follow the key."
            )
        );
        var added = new SchemaField(
            field.Estimated(values => new(Size: null, _rowsRead(typeof(T), ConditionOf(typeof(T), values), values)))
        );
        return rows.IsCacheable ? added.Cached() : added;
    }

    /// <summary>Adds a connection over the rows that the arguments, a record, select. Clients can filter it and not sort it.</summary>
    /// <param name="source">The rows. A <see cref="DomainException"/> from here goes to the client.</param>
    /// <param name="rowsRead">Rows that the database reads, by the arguments and whether the rows are counted or filtered.</param>
    /// <param name="order">Field names, with a minus before those that go down.</param>
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
        field.Arguments!.Add(Argument("where", Entities.Find(typeof(T)).FilterType, "Conditions that every node meets."));
        return new(
            field.Estimated(values =>
                new(Size: null, rowsRead(arguments.Read(values), values.Counts || ConditionOf(typeof(T), values) is not null))
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
                ResolvedType = _connections.Make(name, entity),
                Arguments = [.. arguments, .. PageArguments()],
                Resolver = new ConnectionField<TContext, T>(entity, Limits, source, order, distinctValues, textOfArguments),
            }
        );
    }

    /// <summary>Adds a look-up of one row to the query type.</summary>
    /// <param name="name">Of the field.</param>
    /// <param name="key">A unique column; the argument has its name.</param>
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
                        ResolvedType = Entities.Records.Answer(question.GetType().GetMethod(nameof(question.AskAsync))!),
                        Arguments = arguments.Types,
                        Resolver = new QuestionField<TContext, TArguments, T>(question, arguments),
                    }
                )
                .Estimated(values => question.Estimate(arguments.Read(values)))
        );
    }

    /// <summary>Adds a list that no database has to the query type.</summary>
    /// <typeparam name="T">A record; see <see cref="RecordTypes"/>.</typeparam>
    public void List<T>(string name, string description, IReadOnlyList<T> items) =>
        _query
            .AddField(
                new FieldType
                {
                    Name = name,
                    Description = description,
                    ResolvedType = new ListGraphType(new NonNullGraphType(Entities.Records.Of(typeof(T)))),
                    Resolver = new FuncFieldResolver<object?>(_ => items),
                }
            )
            .Estimated(_ => new(items.Count));

    /// <summary>Adds a schema to the services, built when it is first asked for.</summary>
    public static void AddTo(IServiceCollection services, Func<IServiceProvider, ConventionSchema> make) =>
        services.AddSingleton(provider => make(provider).Build(provider));

    private ISchema Build(IServiceProvider services)
    {
        var schema = new Schema(services)
        {
            Query = _query,
            Mutation = _mutation,
            Subscription = _subscription,
        };
        // Tools ask for these by introspection.
        schema.Features.RepeatableDirectives = true;
        schema.Features.DeprecationOfInputValues = true;
        SpecifiedBy.AddDirective(schema);
        // Nothing returns the interface itself, so the schema would not find it.
        schema.RegisterType(_mutations.Error);
        schema.Initialize();
        SpecifiedBy.AddFields(schema);
        return schema;
    }

    /// <summary>The condition of the argument <c>where</c>.</summary>
    /// <returns>Null if there is none, or if the field refuses it.</returns>
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
