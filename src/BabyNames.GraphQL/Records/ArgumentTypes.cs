using System.Globalization;
using System.Reflection;
using BabyNames.Queries;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>Makes the GraphQL arguments of a question from its record.</summary>
internal sealed class ArgumentTypes(EntityCatalog entities, RecordTypes records, ConventionLimits limits)
{
    public IEnumerable<QueryArgument> Make(ArgumentSet arguments) => arguments.All.Select(argument =>
    {
        var type = Named(argument);
        if (argument.IsList)
            type = new ListGraphType(new NonNullGraphType(type));
        return new QueryArgument(argument.IsRequired ? new NonNullGraphType(type) : type) { Name = argument.Name, Description = Describe(argument.Description) };
    });

    private IGraphType Named(Argument argument) => argument.Parameter.GetCustomAttribute<GraphQLEnumAttribute>() is { } named
        ? entities.Enum(named.Name)
        : argument.Type.IsEnum ? records.Enum(argument.Type) : entities.Scalars.For(argument.Type);

    /// <summary>Page sizes are settings.</summary>
    private string Describe(string description) => description
        .Replace("{MaxPageSize}", limits.MaxPageSize.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{DefaultPageSize}", limits.DefaultPageSize.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
