using System.Globalization;
using System.Reflection;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>The arguments of a field, or the fields of a mutation's input, as a record.</summary>
/// <typeparam name="T">A record as <see cref="ArgumentSet"/> describes it.</typeparam>
internal sealed class RecordArguments<T>(EntityCatalog entities, GraphQLLimits limits)
{
    private readonly ArgumentSet _set = ArgumentSet.Of<T>();

    /// <summary>The arguments for the schema.</summary>
    public QueryArguments Types =>
        [
            .. _set.All.Select(argument =>
            {
                var type = TypeOf(argument);
                if (argument.IsList)
                    type = new ListGraphType(new NonNullGraphType(type));
                return new QueryArgument(argument.IsRequired ? new NonNullGraphType(type) : type)
                {
                    Name = argument.Name,
                    Description = Describe(argument.Description),
                };
            }),
        ];

    /// <summary>Reads the arguments of the current field.</summary>
    /// <exception cref="Errors.ClientError">A filter exceeds <see cref="GraphQLLimits"/>.</exception>
    public T Read(IResolveFieldContext context) => Read(name => Value(context.Arguments, name), limits);

    /// <summary>Reads arguments before execution, without limits, which the field checks later.</summary>
    public T Read(FieldValues field) => Read(name => Value(field.Arguments, name), limits: null);

    /// <summary>Reads the input of a mutation.</summary>
    public T Read(IDictionary<string, object?> input) =>
        Read(name => input.TryGetValue(name, out var value) ? value : Argument.Omitted, limits);

    private T Read(Func<string, object?> value, GraphQLLimits? limits) =>
        (T)_set.Read(argument => RowsOf(argument) is { } rows ? Condition(rows, value(argument.Name), limits) : value(argument.Name));

    private object? Condition(Type rows, object? where, GraphQLLimits? limits) =>
        WhereReader.Read(entities.Find(rows), where, limits) is { } term
            ? Activator.CreateInstance(typeof(EntityCondition<>).MakeGenericType(rows), term, entities)
            : null;

    private IGraphType TypeOf(Argument argument) =>
        argument.Parameter.GetCustomAttribute<GraphQLEnumAttribute>() is { } attribute ? entities.Enum(attribute.Name)
        : RowsOf(argument) is { } rows ? entities.Find(rows).FilterType
        : argument.Type.IsEnum ? entities.Records.Enum(argument.Type)
        : entities.Scalars.For(argument.Type);

    /// <summary>Inserts the page sizes, which are settings, into a description.</summary>
    private string Describe(string description) =>
        description
            .Replace("{MaxPageSize}", limits.MaxPageSize.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{DefaultPageSize}", limits.DefaultPageSize.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <returns>The class of the rows if the argument is a condition on rows; else null.</returns>
    private static Type? RowsOf(Argument argument) =>
        argument.Type.IsGenericType && argument.Type.GetGenericTypeDefinition() == typeof(IRowCondition<>)
            ? argument.Type.GetGenericArguments()[0]
            : null;

    private static object? Value(IDictionary<string, ArgumentValue>? arguments, string name) =>
        arguments?.TryGetValue(name, out var value) == true && value.Source != ArgumentSource.FieldDefault ? value.Value : Argument.Omitted;
}
