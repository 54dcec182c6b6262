using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;
using Microsoft.OData.Edm.Vocabularies.V1;

namespace BabyNames.ODataEngine.Model;

/// <summary>Annotates the metadata with the capabilities of the service, so that clients do not send requests that it does not
/// support.</summary>
/// <param name="isSearchable">Returns whether an entity set supports <c>$search</c>, by its name.</param>
internal sealed class Capabilities(Microsoft.OData.Edm.EdmModel model, Func<string, bool> isSearchable)
{
    private const string Vocabulary = "Org.OData.Capabilities.V1";

    /// <summary>A term of the vocabulary for aggregation, which the library does not contain.</summary>
    private static readonly EdmTerm ApplySupported = new(
        "Org.OData.Aggregation.V1",
        "ApplySupported",
        EdmCoreModel.Instance.GetComplexType(isNullable: false)
    );

    /// <summary>The supported transformations of <c>$apply</c>. <c>search</c> must be the first one.</summary>
    private static readonly string[] Transformations = ["aggregate", "compute", "filter", "groupby", "search"];

    /// <summary>The supported functions of <c>$filter</c>.</summary>
    private static readonly string[] Functions =
    [
        "contains",
        "startswith",
        "endswith",
        "length",
        "indexof",
        "substring",
        "tolower",
        "toupper",
        "trim",
        "concat",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "fractionalseconds",
        "date",
        "time",
        "totaloffsetminutes",
        "now",
        "mindatetime",
        "maxdatetime",
        "round",
        "floor",
        "ceiling",
        "cast",
        "isof",
        "matchesPattern",
    ];

    /// <summary>Adds the annotations to the model.</summary>
    public void Annotate()
    {
        var container = model.EntityContainer;
        Add(container, $"{Vocabulary}.FilterFunctions", new EdmCollectionExpression(Functions.Select(name => new EdmStringConstant(name))));
        Add(container, $"{Vocabulary}.KeyAsSegmentSupported", new EdmBooleanConstant(false));
        Add(container, $"{Vocabulary}.AsynchronousRequestsSupported", new EdmBooleanConstant(false));
        Add(container, $"{Vocabulary}.BatchSupported", new EdmBooleanConstant(true));
        Add(container, $"{Vocabulary}.QuerySegmentSupported", new EdmBooleanConstant(true));
        Add(container, $"{Vocabulary}.CrossJoinSupported", new EdmBooleanConstant(false));
        Add(container, $"{Vocabulary}.ConformanceLevel", Member("ConformanceLevelType", "Advanced"));
        Add(container, CoreVocabularyModel.Instance.FindDeclaredTerm("Org.OData.Core.V1.ODataVersions"), new EdmStringConstant("4.0 4.01"));
        Add(
            container,
            ApplySupported,
            new EdmRecordExpression(
                new EdmPropertyConstructor(
                    "Transformations",
                    new EdmCollectionExpression(Transformations.Select(name => new EdmStringConstant(name)))
                )
            )
        );
        foreach (var set in container.EntitySets())
            Annotate(set, isSearchable(set.Name));
    }

    private void Annotate(IEdmEntitySet set, bool isSearchable)
    {
        Add(set, $"{Vocabulary}.InsertRestrictions", Restriction("Insertable", false));
        Add(set, $"{Vocabulary}.UpdateRestrictions", Restriction("Updatable", false));
        Add(set, $"{Vocabulary}.DeleteRestrictions", Restriction("Deletable", false));
        Add(set, $"{Vocabulary}.CountRestrictions", Restriction("Countable", true));
        Add(set, $"{Vocabulary}.SearchRestrictions", Restriction("Searchable", isSearchable));
        // Every relation has at most one entity, so that $expand needs no options for filters, order and count.
        Add(
            set,
            $"{Vocabulary}.ExpandRestrictions",
            new EdmRecordExpression(
                new EdmPropertyConstructor("Expandable", new EdmBooleanConstant(set.EntityType.NavigationProperties().Any())),
                new EdmPropertyConstructor("MaxLevels", new EdmIntegerConstant(1))
            )
        );
        Add(set, $"{Vocabulary}.TopSupported", new EdmBooleanConstant(true));
        Add(set, $"{Vocabulary}.SkipSupported", new EdmBooleanConstant(true));
    }

    private static EdmEnumMemberExpression Member(string type, string member) =>
        new(
            ((IEdmEnumType)CapabilitiesVocabularyModel.Instance.FindDeclaredType($"{Vocabulary}.{type}")).Members.Single(declared =>
                declared.Name == member
            )
        );

    private static EdmRecordExpression Restriction(string name, bool value) =>
        new(new EdmPropertyConstructor(name, new EdmBooleanConstant(value)));

    private void Add(IEdmVocabularyAnnotatable element, string term, IEdmExpression value) =>
        Add(element, CapabilitiesVocabularyModel.Instance.FindDeclaredTerm(term), value);

    private void Add(IEdmVocabularyAnnotatable element, IEdmTerm term, IEdmExpression value)
    {
        var annotation = new EdmVocabularyAnnotation(element, term, value);
        annotation.SetSerializationLocation(model, EdmVocabularyAnnotationSerializationLocation.Inline);
        model.AddVocabularyAnnotation(annotation);
    }
}
