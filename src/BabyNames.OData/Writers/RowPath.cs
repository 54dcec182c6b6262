using System.Text.Json;
using BabyNames.ODataEngine.Requests;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Writers;

/// <summary>What a path goes on to behind a row's key.</summary>
internal static class RowPath
{
    /// <summary>One property, as JSON or bare; 204 when it is null.</summary>
    public static async Task WriteAsync(
        ODataRequest request,
        IEdmProperty property,
        object row,
        bool isBare,
        CancellationToken cancellationToken
    )
    {
        var clr = row.GetType().GetProperty(request.Model.GetClrPropertyName(property))!;
        if (clr.GetValue(row) is not { } value)
        {
            request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        if (isBare)
        {
            await request.WriteAsync("text/plain;charset=utf-8", CsvWriter.Text(value), cancellationToken);
            return;
        }
        var format = ODataResponseWriter.Negotiate(request);
        await using var json = new Utf8JsonWriter(request.Body, EntityColumn.Json);
        json.WriteStartObject();
        if (format.HasControls)
            json.WriteString(
                request.Version == ODataVersion.V4 ? "@odata.context" : "@context",
                $"{request.Root}$metadata#{request.RelativePath}"
            );
        (
            EntityColumn.Of(clr, "value")
            ?? throw new ODataRequestException(ODataErrorCodes.NotImplemented, $"{property.Name} is not served alone; $select it.")
        ).WriteWithName(json, row, format.WideAsText);
        json.WriteEndObject();
    }

    /// <summary>The key of the entity that a row refers to.</summary>
    /// <param name="set">The set of that entity.</param>
    public static KeySegment KeyOf(IEdmModel model, IEdmNavigationProperty navigation, IEdmEntitySet set, object row) =>
        new(
            navigation.ReferentialConstraint.PropertyPairs.Select(pair =>
                KeyValuePair.Create(
                    pair.PrincipalProperty.Name,
                    row.GetType().GetProperty(model.GetClrPropertyName(pair.DependentProperty))!.GetValue(row)!
                )
            ),
            set.EntityType,
            set
        );
}
