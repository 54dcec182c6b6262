using BabyNames.GraphQLEngine.Errors;
using GraphQLParser;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Holds a document against its limits, before it is validated: some rules of validation compare every field
/// with every other.</summary>
internal sealed class DocumentMeasure(GraphQLDocument document, GraphQLLimits limits)
{
    private const int ListsOfIntrospection = 1;

    // As many as an editor's introspection has.
    private const int WrappersOfIntrospection = 9;

    private readonly Dictionary<ROM, GraphQLFragmentDefinition> _fragments = document
        .Definitions.OfType<GraphQLFragmentDefinition>()
        .DistinctBy(fragment => fragment.FragmentName.Name.Value)
        .ToDictionary(fragment => fragment.FragmentName.Name.Value);

    private readonly HashSet<GraphQLFragmentDefinition> _open = [];
    private int _written;
    private int _asked;
    private int _aliases;
    private int _directives;

    /// <exception cref="ClientError">The document is over a limit.</exception>
    public void Check()
    {
        foreach (var definition in document.Definitions)
        {
            CheckDirectives(definition);
            foreach (var variable in (definition as GraphQLOperationDefinition)?.Variables?.Items ?? [])
                CheckDirectives(variable);
            CheckWritten((definition as IHasSelectionSetNode)?.SelectionSet);
        }
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            _asked = 0;
            CheckAsked(operation.SelectionSet, new(Depth: 1, Introspects: false, Lists: 0, Wrappers: 0));
        }
    }

    private static ClientError Over(string what, int limit) => new($"The document has more than {limit} {what}.", "HC0083");

    /// <summary>The text as it stands, fragments that nobody uses included.</summary>
    private void CheckWritten(GraphQLSelectionSet? set)
    {
        foreach (var node in set?.Selections ?? [])
        {
            if (++_written > limits.MaxFields)
                throw Over("fields", limits.MaxFields);
            if (node is GraphQLField { Alias: not null } && ++_aliases > limits.MaxAliases)
                throw Over("aliases", limits.MaxAliases);
            CheckDirectives(node);
            CheckWritten((node as IHasSelectionSetNode)?.SelectionSet);
        }
    }

    private void CheckDirectives(ASTNode node)
    {
        var count = (node as IHasDirectivesNode)?.Directives?.Count ?? 0;
        if (count > limits.MaxDirectivesPerLocation)
            throw Over("directives in one place", limits.MaxDirectivesPerLocation);
        if ((_directives += count) > limits.MaxDirectives)
            throw Over("directives", limits.MaxDirectives);
    }

    /// <summary>As if fragments were written out: those that use each other twice double at every step.</summary>
    private void CheckAsked(GraphQLSelectionSet? set, Place place)
    {
        if (set is null)
            return;
        if (place.Depth > limits.MaxDepth)
            throw new ClientError($"The document is nested deeper than {limits.MaxDepth} levels.", "HC0083");
        foreach (var node in set.Selections)
        {
            if (++_asked > limits.MaxFields)
                throw new ClientError($"The document asks for more than {limits.MaxFields} fields.", "HC0083");
            switch (node)
            {
                case GraphQLField field:
                    CheckAsked(field.SelectionSet, Inside(field, place));
                    break;
                case GraphQLInlineFragment inline:
                    CheckAsked(inline.SelectionSet, place);
                    break;
                // One inside of itself is left to validation.
                case GraphQLFragmentSpread spread
                    when _fragments.TryGetValue(spread.FragmentName.Name.Value, out var fragment) && _open.Add(fragment):
                    CheckAsked(fragment.SelectionSet, place);
                    _open.Remove(fragment);
                    break;
            }
        }
    }

    private Place Inside(GraphQLField field, Place place)
    {
        var name = (string)field.Name.Value;
        if (name is "__schema" or "__type")
        {
            return limits.Introspection
                ? place with
                {
                    Depth = place.Depth + 1,
                    Introspects = true,
                }
                : throw new ClientError("Introspection is not allowed for the current request.", "HC0046", ("field", name));
        }
        // Types have fields that have types: the whole schema could be asked for again and again.
        var inside = place with
        {
            Depth = place.Depth + 1,
            Lists = place.Lists + (name is "fields" or "inputFields" or "interfaces" or "possibleTypes" ? 1 : 0),
            Wrappers = place.Wrappers + (name is "ofType" ? 1 : 0),
        };
        return !place.Introspects || inside is { Lists: <= ListsOfIntrospection, Wrappers: <= WrappersOfIntrospection }
            ? inside
            : throw new ClientError("Maximum allowed introspection depth exceeded.", "HC0086");
    }

    /// <param name="Lists">Lists of introspection on the way here.</param>
    /// <param name="Wrappers">Times <c>ofType</c> on the way here.</param>
    private readonly record struct Place(int Depth, bool Introspects, int Lists, int Wrappers);
}
