using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using BabyNames.ODataEngine.Functions;
using BabyNames.ODataEngine.Rows;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;
using Microsoft.OData.Edm.Vocabularies.V1;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.ODataEngine.Model;

/// <summary>The EDM model that <c>$metadata</c> shows, with the rows of its entity sets and functions.</summary>
public sealed class ODataModel
{
    private static readonly IEdmTerm AllowedValuesTerm = ValidationVocabularyModel.Instance.FindDeclaredTerm(
        "Org.OData.Validation.V1.AllowedValues"
    );

    /// <summary>Builds the model.</summary>
    /// <param name="namespace">Namespace of the types in the metadata.</param>
    /// <param name="mapping">The EF Core model of the rows.</param>
    /// <param name="sets">The entity sets, in the order of the metadata.</param>
    /// <param name="functions">The questions that are functions.</param>
    public ODataModel(string @namespace, IModel mapping, IReadOnlyList<EntitySet> sets, IEnumerable<FunctionImport> functions)
    {
        var builder = new ODataModelBuilder { Namespace = @namespace, ContainerName = "Feeds" };
        EntitySets = sets.ToDictionary(entitySet => entitySet.Name);
        new EntityTypes(builder, mapping).Add(sets);
        Functions = functions.ToDictionary(function => function.Name);
        foreach (var function in Functions.Values)
            function.Declare(builder);
        Model = (Microsoft.OData.Edm.EdmModel)builder.GetEdmModel();
        foreach (var type in Model.SchemaElements.OfType<IEdmStructuredType>())
            Describe(type);
        foreach (var function in Model.SchemaElements.OfType<IEdmFunction>())
            Describe(function, Functions[function.Name]);
        new Capabilities(Model, set => EntitySets[set].Search is not null).Annotate();
        Xml = WriteXml(Model);
        Json = WriteJson(Model);
    }

    /// <summary>The EDM model with its annotations.</summary>
    public Microsoft.OData.Edm.EdmModel Model { get; }

    /// <summary>The model as CSDL XML, the response to <c>$metadata</c>.</summary>
    public string Xml { get; }

    /// <summary>The model as CSDL JSON.</summary>
    public string Json { get; }

    /// <summary>The entity sets by their names.</summary>
    public IReadOnlyDictionary<string, EntitySet> EntitySets { get; }

    /// <summary>The functions by the names of their imports.</summary>
    public IReadOnlyDictionary<string, FunctionImport> Functions { get; }

    private void Describe(IEdmStructuredType type)
    {
        var row = Model.GetAnnotationValue<ClrTypeAnnotation>((IEdmElement)type).ClrType;
        Describe((IEdmVocabularyAnnotatable)type, row);
        foreach (var property in type.DeclaredProperties)
            Describe(property, row.GetProperty(Model.GetClrPropertyName(property))!);
    }

    private void Describe(IEdmFunction declared, FunctionImport function)
    {
        Describe(declared, function.Description.Replace("`", "", StringComparison.Ordinal));
        foreach (var parameter in function.Parameters)
            Describe(declared.FindParameter(parameter.Name), parameter.Description.Replace("`", "", StringComparison.Ordinal));
    }

    /// <summary>Adds the description that GraphQL shows too, and the allowed values.</summary>
    private void Describe(IEdmVocabularyAnnotatable element, MemberInfo member)
    {
        if (member.GetCustomAttribute<DescriptionAttribute>() is { } description)
            Describe(element, description.Description);
        // The values are not an EDM enumeration: filters compare the property with text, which every client supports.
        if (member.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            Annotate(
                element,
                AllowedValuesTerm,
                new EdmCollectionExpression(
                    allowed.Values.Select(value => new EdmRecordExpression(
                        new EdmPropertyConstructor("Value", new EdmStringConstant((string)value!))
                    ))
                )
            );
    }

    private void Describe(IEdmVocabularyAnnotatable element, string description) =>
        Annotate(element, CoreVocabularyModel.DescriptionTerm, new EdmStringConstant(description));

    private void Annotate(IEdmVocabularyAnnotatable element, IEdmTerm term, IEdmExpression value)
    {
        var annotation = new EdmVocabularyAnnotation(element, term, value);
        annotation.SetSerializationLocation(Model, EdmVocabularyAnnotationSerializationLocation.Inline);
        Model.AddVocabularyAnnotation(annotation);
    }

    private static string WriteJson(IEdmModel model)
    {
        using var bytes = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                bytes,
                new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            if (!CsdlWriter.TryWriteCsdl(model, json, out var errors))
                throw new InvalidOperationException(string.Join(' ', errors));
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string WriteXml(IEdmModel model)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(new Utf8Writer(text), new() { Indent = true, NewLineChars = "\n" }))
        {
            if (!CsdlWriter.TryWriteCsdl(model, xml, CsdlTarget.OData, out var errors))
                throw new InvalidOperationException(string.Join(' ', errors));
        }
        return text.Append('\n').ToString();
    }

    private sealed class Utf8Writer(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
