using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;
using Microsoft.OData.Edm.Vocabularies.V1;

namespace BabyNames.Server.ODataSetup;

/// <summary>Says in the metadata what the service can do, so that a tool leaves the rest to itself instead of trying.</summary>
internal sealed class Capabilities(Microsoft.OData.Edm.EdmModel model)
{
    private const string Vocabulary = "Org.OData.Capabilities.V1";

    /// <summary>What <c>$filter</c> evaluates in the database.</summary>
    private static readonly string[] Functions =
    [
        "contains", "startswith", "endswith", "length", "indexof", "substring", "tolower", "toupper", "trim", "concat",
        "year", "month", "day", "hour", "minute", "second", "round", "floor", "ceiling",
    ];

    public void Annotate()
    {
        var container = model.EntityContainer;
        Add(container, $"{Vocabulary}.FilterFunctions", new EdmCollectionExpression(Functions.Select(name => new EdmStringConstant(name))));
        Add(container, $"{Vocabulary}.KeyAsSegmentSupported", new EdmBooleanConstant(false));
        Add(container, $"{Vocabulary}.AsynchronousRequestsSupported", new EdmBooleanConstant(false));
        Add(container, $"{Vocabulary}.BatchSupported", new EdmBooleanConstant(true));
        Add(container, $"{Vocabulary}.CrossJoinSupported", new EdmBooleanConstant(false));
        Add(container, CoreVocabularyModel.Instance.FindDeclaredTerm("Org.OData.Core.V1.ODataVersions"), new EdmStringConstant("4.0 4.01"));
        foreach (var set in container.EntitySets())
            Annotate(set);
    }

    private void Annotate(IEdmEntitySet set)
    {
        Add(set, $"{Vocabulary}.InsertRestrictions", Restriction("Insertable", false));
        Add(set, $"{Vocabulary}.UpdateRestrictions", Restriction("Updatable", false));
        Add(set, $"{Vocabulary}.DeleteRestrictions", Restriction("Deletable", false));
        Add(set, $"{Vocabulary}.CountRestrictions", Restriction("Countable", true));
        Add(set, $"{Vocabulary}.TopSupported", new EdmBooleanConstant(true));
        Add(set, $"{Vocabulary}.SkipSupported", new EdmBooleanConstant(true));
    }

    private static EdmRecordExpression Restriction(string name, bool value) => new(new EdmPropertyConstructor(name, new EdmBooleanConstant(value)));

    private void Add(IEdmVocabularyAnnotatable element, string term, IEdmExpression value) =>
        Add(element, CapabilitiesVocabularyModel.Instance.FindDeclaredTerm(term), value);

    private void Add(IEdmVocabularyAnnotatable element, IEdmTerm term, IEdmExpression value)
    {
        var annotation = new EdmVocabularyAnnotation(element, term, value);
        annotation.SetSerializationLocation(model, EdmVocabularyAnnotationSerializationLocation.Inline);
        model.AddVocabularyAnnotation(annotation);
    }
}
