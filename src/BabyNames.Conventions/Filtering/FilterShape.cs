using System.Collections;
using System.Text;
using BabyNames.Conventions.Errors;

namespace BabyNames.Conventions.Filtering;

/// <summary>Takes the value of a <c>where</c> argument apart: its values, and all the rest of it as text. Filters with the same text
/// make the same query.</summary>
internal static class FilterShape
{
    /// <param name="values">Where the values go, in the order in which <see cref="FilterExpression"/> asks for them.</param>
    /// <exception cref="ClientError">A list is longer than <see cref="ConventionLimits.ListLength"/>; the other limits are the text's.</exception>
    public static void Describe(object? where, ConventionLimits limits, StringBuilder text, List<object> values)
    {
        switch (where)
        {
            case null:
                text.Append('~');
                break;
            case IDictionary<string, object?> conditions:
                text.Append('{');
                foreach (var (name, value) in conditions)
                {
                    text.Append(name);
                    // Of conditions; every other list is a value.
                    if (name is "and" or "or" && value is IEnumerable<object?> all)
                        Describe(all, limits, text, values);
                    else
                        Describe(value, limits, text, values);
                }
                text.Append('}');
                break;
            case var value:
                CheckLength(value, limits);
                text.Append('=');
                values.Add(value);
                break;
        }
    }

    /// <exception cref="ClientError">It is a list that is too long.</exception>
    public static void CheckLength(object? value, ConventionLimits limits)
    {
        if (value is ICollection { Count: var count } && count > limits.ListLength)
            throw new ClientError($"A list of the filter has {count} values; at most {limits.ListLength} are allowed.", "FILTER_LIMIT");
    }

    private static void Describe(IEnumerable<object?> all, ConventionLimits limits, StringBuilder text, List<object> values)
    {
        text.Append('[');
        foreach (var one in all)
            Describe(one, limits, text, values);
        text.Append(']');
    }
}
