using System.Text.Json;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Writes references to rows, for paths that end with <c>$ref</c>.</summary>
internal static class References
{
    /// <summary>Checks the options of a request for references.</summary>
    /// <exception cref="ODataRequestException">An option selects or computes columns.</exception>
    public static void Check(QueryOptions query)
    {
        if (query.Selection is not null || query.IsTable)
            throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "References support only $filter, $orderby by properties, $top, $skip, $search and $count."
            );
    }

    /// <summary>Writes the reference to one row.</summary>
    public static async Task WriteAsync(ODataRequest request, EntitySetSegment set, KeySegment key, CancellationToken cancellationToken)
    {
        var (format, control) = Begin(request);
        await using var json = new Utf8JsonWriter(request.Body, EntityColumn.JsonOptions);
        json.WriteStartObject();
        if (format.HasControls)
            json.WriteString($"{control}context", $"{request.Root}$metadata#$ref");
        json.WriteString($"{control}id", Address(set, key));
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    /// <summary>Writes a page of references.</summary>
    public static async Task WriteAsync(ODataRequest request, QueryOptions query, EntityPage page, CancellationToken cancellationToken)
    {
        var (format, control) = Begin(request);
        var entities = (IEdmEntitySet)query.Source!;
        var type = entities.EntityType;
        await using var json = new Utf8JsonWriter(request.Body, EntityColumn.JsonOptions);
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

    /// <summary>Writes one reference into a response.</summary>
    /// <param name="control">Prefix of control information: <c>@odata.</c> or <c>@</c>.</param>
    /// <param name="key">The values of the key by the names of its properties.</param>
    public static void Write(Utf8JsonWriter json, string control, IEdmEntitySet set, Dictionary<string, object> key)
    {
        json.WriteStartObject();
        var values = set.EntityType.Key().Select(property => KeyValuePair.Create(property.Name, key[property.Name]));
        json.WriteString($"{control}id", Address(new(set), new(values, set.EntityType, set)));
        json.WriteEndObject();
    }

    private static (TableFormat Format, string Control) Begin(ODataRequest request) =>
        (ODataResponseWriter.Negotiate(request), request.Version == ODataVersion.V4 ? "@odata." : "@");

    /// <summary>Returns the URL of a row, relative to the service root.</summary>
    private static string Address(EntitySetSegment set, KeySegment key) =>
        new ODataPath(set, key).ToResourcePathString(ODataUrlKeyDelimiter.Parentheses);
}
