using BabyNames.Queries;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Functions;

/// <summary>Reads the arguments of a function call.</summary>
internal static class FunctionArguments
{
    /// <returns>The record with the arguments of the question.</returns>
    /// <exception cref="ODataRequestException">A value is missing, has another type or is not allowed.</exception>
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
        var signature = string.Join(
            ", ",
            function.Parameters.Select(declared =>
                $"{declared.Name}={(declared.Type == typeof(int) ? "1990" : "'...'")}{(declared.IsRequired ? "" : " (optional)")}"
            )
        );
        throw new ODataRequestException(
            ODataErrorCodes.InvalidQuery,
            $"The argument {parameter.Name} of {function.Name} is missing or has another type. The arguments are {signature}."
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
