using System.Text.Json;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Writes rows as their addresses alone: what a path that ends with <c>$ref</c> asks for.</summary>
internal static class References
{
    /// <exception cref="ODataRequestException">Options of rows that are not as they are stored.</exception>
    public static void Check(QueryOptions query)
    {
        if (query.Selection is not null || query.IsTable)
            throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "References are of rows as they are: $filter, $orderby by properties, $top, $skip, $search and $count only."
            );
    }

    public static async Task WriteAsync(ODataRequest request, EntitySetSegment set, KeySegment key, CancellationToken cancellationToken)
    {
        var (format, control) = Begin(request);
        await using var json = new Utf8JsonWriter(request.Body, EntityColumn.Json);
        json.WriteStartObject();
        if (format.HasControls)
            json.WriteString($"{control}context", $"{request.Root}$metadata#$ref");
        json.WriteString($"{control}id", Address(set, key));
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    public static async Task WriteAsync(ODataRequest request, QueryOptions query, EntityPage page, CancellationToken cancellationToken)
    {
        var (format, control) = Begin(request);
        var entities = (IEdmEntitySet)query.Source!;
        var type = entities.EntityType;
        await using var json = new Utf8JsonWriter(request.Body, EntityColumn.Json);
        json.WriteStartObject();
        if (format.HasControls)
            json.WriteString($"{control}context", $"{request.Root}$metadata#Collection($ref)");
        TableWriter.WriteCount(json, control, page.Total, format);
        json.WriteStartArray("value");
        var next = await page.ReadAsync(request, query, WriteRow, cancellationToken);
        json.WriteEndArray();
        if (next is not null)
            json.WriteString($"{control}nextLink", next.OriginalString);
        json.WriteEndObject();
        Preferences.Confirm(request.Http, omittedNulls: false);

        void WriteRow(object row)
        {
            Write(
                json,
                control,
                entities,
                type.Key()
                    .ToDictionary(
                        property => property.Name,
                        property => row.GetType().GetProperty(query.Model.GetClrPropertyName(property))!.GetValue(row)!
                    )
            );
        }
    }

    /// <summary>Writes one within an answer.</summary>
    /// <param name="control">Prefix of control information.</param>
    /// <param name="key">Values by the names of the key's properties.</param>
    public static void Write(Utf8JsonWriter json, string control, IEdmEntitySet set, Dictionary<string, object> key)
    {
        json.WriteStartObject();
        var values = set.EntityType.Key().Select(property => KeyValuePair.Create(property.Name, key[property.Name]));
        json.WriteString($"{control}id", Address(new(set), new(values, set.EntityType, set)));
        json.WriteEndObject();
    }

    private static (TableFormat Format, string Control) Begin(ODataRequest request) =>
        (ODataResponseWriter.Negotiate(request), request.Version == ODataVersion.V4 ? "@odata." : "@");

    /// <summary>From the service's root.</summary>
    private static string Address(EntitySetSegment set, KeySegment key) =>
        new ODataPath(set, key).ToResourcePathString(ODataUrlKeyDelimiter.Parentheses);
}
