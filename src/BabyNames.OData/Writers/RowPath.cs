using System.Text.Json;
using BabyNames.ODataEngine.Requests;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Handles paths that continue after the key of a row.</summary>
internal static class RowPath
{
    /// <summary>Writes one property, or sets the status 204 when it is null.</summary>
    /// <param name="isBare">Whether to write the raw value instead of JSON.</param>
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
        await using var json = new Utf8JsonWriter(request.Body, EntityColumn.JsonOptions);
        json.WriteStartObject();
        if (format.HasControls)
            json.WriteString(
                request.Version == ODataVersion.V4 ? "@odata.context" : "@context",
                $"{request.Root}$metadata#{request.RelativePath}"
            );
        (
            EntityColumn.Find(clr, "value")
            ?? throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                $"{property.Name} is not available by its own path. Use $select."
            )
        ).WriteWithName(json, row, format.WideAsText);
        json.WriteEndObject();
    }

    /// <summary>Returns the key of the entity to which a row refers.</summary>
    /// <param name="set">The entity set of that entity.</param>
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
