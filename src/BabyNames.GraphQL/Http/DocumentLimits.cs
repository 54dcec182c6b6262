using BabyNames.GraphQLEngine.Errors;
using GraphQLParser;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Checks the limits of a document before it is validated, because some rules of validation compare every field with every other
/// one.</summary>
internal sealed class DocumentLimits(GraphQLDocument document, GraphQLLimits limits)
{
    private const int MaxIntrospectionLists = 1;

    // The introspection queries of editors have this depth.
    private const int MaxIntrospectionWrappers = 9;

    private readonly Dictionary<ROM, GraphQLFragmentDefinition> _fragments = document
        .Definitions.OfType<GraphQLFragmentDefinition>()
        .DistinctBy(fragment => fragment.FragmentName.Name.Value)
        .ToDictionary(fragment => fragment.FragmentName.Name.Value);

    private readonly HashSet<GraphQLFragmentDefinition> _expanding = [];
    private int _fields;
    private int _expandedFields;
    private int _aliases;
    private int _directives;

    /// <summary>Checks the document.</summary>
    /// <exception cref="ClientError">The document exceeds a limit.</exception>
    public void Check()
    {
        foreach (var definition in document.Definitions)
        {
            CheckDirectives(definition);
            foreach (var variable in (definition as GraphQLOperationDefinition)?.Variables?.Items ?? [])
                CheckDirectives(variable);
            CheckText((definition as IHasSelectionSetNode)?.SelectionSet);
        }
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            _expandedFields = 0;
            CheckExpanded(operation.SelectionSet, new(Depth: 1, Introspects: false, Lists: 0, Wrappers: 0));
        }
    }

    private static ClientError TooMany(string elements, int limit) => new($"The document has more than {limit} {elements}.", "HC0083");

    /// <summary>Checks the text of the document with all its fragments, used or not.</summary>
    private void CheckText(GraphQLSelectionSet? set)
    {
        foreach (var node in set?.Selections ?? [])
        {
            if (++_fields > limits.MaxFields)
                throw TooMany("fields", limits.MaxFields);
            if (node is GraphQLField { Alias: not null } && ++_aliases > limits.MaxAliases)
                throw TooMany("aliases", limits.MaxAliases);
            CheckDirectives(node);
            CheckText((node as IHasSelectionSetNode)?.SelectionSet);
        }
    }

    private void CheckDirectives(ASTNode node)
    {
        var count = (node as IHasDirectivesNode)?.Directives?.Count ?? 0;
        if (count > limits.MaxDirectivesPerLocation)
            throw TooMany("directives in one place", limits.MaxDirectivesPerLocation);
        if ((_directives += count) > limits.MaxDirectives)
            throw TooMany("directives", limits.MaxDirectives);
    }

    /// <summary>Checks the document with its fragments expanded. Fragments that use each other twice double the size with each
    /// level.</summary>
    private void CheckExpanded(GraphQLSelectionSet? set, Position position)
    {
        if (set is null)
            return;
        if (position.Depth > limits.MaxDepth)
            throw new ClientError($"The document is nested deeper than {limits.MaxDepth} levels.", "HC0083");
        foreach (var node in set.Selections)
        {
            if (++_expandedFields > limits.MaxFields)
                throw new ClientError($"The document selects more than {limits.MaxFields} fields with its fragments expanded.", "HC0083");
            switch (node)
            {
                case GraphQLField field:
                    CheckExpanded(field.SelectionSet, Inside(field, position));
                    break;
                case GraphQLInlineFragment inline:
                    CheckExpanded(inline.SelectionSet, position);
                    break;
                // Validation reports fragments that contain themselves.
                case GraphQLFragmentSpread spread
                    when _fragments.TryGetValue(spread.FragmentName.Name.Value, out var fragment) && _expanding.Add(fragment):
                    CheckExpanded(fragment.SelectionSet, position);
                    _expanding.Remove(fragment);
                    break;
            }
        }
    }

    private Position Inside(GraphQLField field, Position position)
    {
        var name = (string)field.Name.Value;
        if (name is "__schema" or "__type")
        {
            return limits.Introspection
                ? position with
                {
                    Depth = position.Depth + 1,
                    Introspects = true,
                }
                : throw new ClientError("Introspection is not allowed for the current request.", "HC0046", ("field", name));
        }
        // Types have fields, which have types, so a short document could select the whole schema many times.
        var inside = position with
        {
            Depth = position.Depth + 1,
            Lists = position.Lists + (name is "fields" or "inputFields" or "interfaces" or "possibleTypes" ? 1 : 0),
            Wrappers = position.Wrappers + (name is "ofType" ? 1 : 0),
        };
        return !position.Introspects || inside is { Lists: <= MaxIntrospectionLists, Wrappers: <= MaxIntrospectionWrappers }
            ? inside
            : throw new ClientError("Maximum allowed introspection depth exceeded.", "HC0086");
    }

    /// <summary>The position of a selection set.</summary>
    /// <param name="Depth">Number of levels, from 1.</param>
    /// <param name="Introspects">Whether the position is within introspection.</param>
    /// <param name="Lists">Number of introspection lists above the position.</param>
    /// <param name="Wrappers">Number of fields <c>ofType</c> above the position.</param>
    private readonly record struct Position(int Depth, bool Introspects, int Lists, int Wrappers);
}
