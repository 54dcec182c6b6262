using BabyNames.Queries;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Functions;

/// <summary>Reads the values that a function is called with.</summary>
internal static class FunctionArguments
{
    /// <returns>The record of the question.</returns>
    /// <exception cref="ODataRequestException">A value that is missing, of another type or not allowed.</exception>
    public static object Read(FunctionImport function, OperationImportSegment call, IEdmModel model, IQueryCollection query)
    {
        var values = call.Parameters.ToDictionary(parameter => parameter.Name, parameter => Value(parameter.Value, model, query));
        foreach (var parameter in function.Parameters)
            Check(function, parameter, values.GetValueOrDefault(parameter.Name));
        foreach (var list in function.Parameters.Where(parameter => parameter.IsList))
            values[list.Name] = ((string)values[list.Name]!).Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            );
        try
        {
            return function.Arguments.Read(argument => values.GetValueOrDefault(argument.Name));
        }
        catch (QueryException exception)
        {
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{function.Name}: {exception.Message}");
        }
    }

    private static void Check(FunctionImport function, Argument parameter, object? value)
    {
        if (
            value is null ? !parameter.IsRequired
            : parameter.Type == typeof(int) ? value is int
            : value is string
        )
            return;
        var wanted = string.Join(
            ", ",
            function.Parameters.Select(known =>
                $"{known.Name}={(known.Type == typeof(int) ? "1990" : "'...'")}{(known.IsRequired ? "" : " (may be left out)")}"
            )
        );
        throw new ODataRequestException(
            ODataErrorCodes.InvalidQuery,
            $"{function.Name} needs another {parameter.Name}. It is called with {wanted}."
        );
    }

    private static object? Value(object node, IEdmModel model, IQueryCollection query) =>
        node switch
        {
            ConvertNode converted => Value(converted.Source, model, query),
            ConstantNode constant => constant.Value,
            ParameterAliasNode alias => query[alias.Alias] is [{ Length: > 0 } text]
                ? ODataUriUtils.ConvertFromUriLiteral(text, ODataVersion.V4, model, alias.TypeReference) is var value
                && value is not ODataNullValue
                    ? value
                    : null
                : throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"The alias {alias.Alias} has no value; add {alias.Alias}=... to the query."
                ),
            _ => node,
        };
}
