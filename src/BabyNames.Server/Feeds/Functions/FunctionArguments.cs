using BabyNames.Server.Errors;
using GraphQL;
using GraphQL.Execution;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds.Functions;

/// <summary>The values that a function is called with.</summary>
internal sealed class FunctionArguments
{
    private readonly Dictionary<string, object?> _values;

    /// <exception cref="FeedException">A value that is missing or of another type.</exception>
    public FunctionArguments(FeedFunction function, OperationImportSegment call, IEdmModel model, IQueryCollection query)
    {
        _values = call.Parameters.ToDictionary(parameter => parameter.Name, parameter => Value(parameter.Value, model, query));
        foreach (var parameter in function.Parameters)
            Check(function, parameter);
    }

    public int? Number(string name) => _values.GetValueOrDefault(name) as int?;

    public string? Text(string name) => _values.GetValueOrDefault(name) as string;

    /// <summary>As GraphQL's questions read their arguments, which are the same.</summary>
    public IResolveFieldContext ToQuestion(CancellationToken cancellationToken, params (string Name, object? Value)[] further) => new ResolveFieldContext
    {
        Arguments = _values.Concat(further.Select(one => KeyValuePair.Create(one.Name, one.Value)))
            .GroupBy(one => one.Key).ToDictionary(one => one.Key, one => new ArgumentValue(one.Last().Value, ArgumentSource.Literal)),
        CancellationToken = cancellationToken,
    };

    private void Check(FeedFunction function, FunctionParameter parameter)
    {
        var value = _values.GetValueOrDefault(parameter.Name);
        if (value is null ? !parameter.IsOptional : parameter.IsNumber ? value is not int : value is not string)
        {
            var wanted = string.Join(", ", function.Parameters.Select(one => $"{one.Name}={(one.IsNumber ? "1990" : "'...'")}{(one.IsOptional ? " (may be left out)" : "")}"));
            throw new FeedException(ErrorCodes.InvalidQuery, $"{function.Name} needs another {parameter.Name}. It is called with {wanted}.");
        }
    }

    private static object? Value(object node, IEdmModel model, IQueryCollection query) => node switch
    {
        ConvertNode converted => Value(converted.Source, model, query),
        ConstantNode constant => constant.Value,
        ParameterAliasNode alias => query[alias.Alias] is [{ Length: > 0 } text]
            ? ODataUriUtils.ConvertFromUriLiteral(text, ODataVersion.V4, model, alias.TypeReference)
            : throw new FeedException(ErrorCodes.InvalidQuery, $"The alias {alias.Alias} has no value; add {alias.Alias}=... to the query."),
        _ => node,
    };
}
