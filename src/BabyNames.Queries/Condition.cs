using System.Linq.Expressions;
using System.Text;

namespace BabyNames.Queries;

/// <summary>Translates conditions without their rows, so that a compiled query can be cached and run with other values.</summary>
public static class Condition
{
    /// <summary>Translates a condition to a predicate, which is true where the condition is neither false nor null.</summary>
    /// <param name="type">Type of the rows.</param>
    /// <param name="find">Finds a column by its name.</param>
    /// <param name="parameter">Creates the expression of each value, in the order of
    /// <see cref="Describe(Term, StringBuilder, List{object})"/>.</param>
    public static LambdaExpression ToPredicate(Term condition, Type type, Func<string, RowColumn> find, ParameterFactory parameter)
    {
        var row = Expression.Parameter(type, "row");
        return Expression.Lambda(new Translator(column => find(column.Name), row, parameter).Condition(condition), row);
    }

    /// <summary>Splits a condition into its values and a text of the rest. Conditions with the same text have the same
    /// translation.</summary>
    public static void Describe(Term condition, StringBuilder text, List<object> values)
    {
        switch (condition)
        {
            case Column column:
                text.Append(column.Name);
                break;
            case Constant { Value: { } value and not bool }:
                // The type matters: when it differs from the type of the column, the number or the column is converted.
                text.Append('?').Append(value.GetType().Name);
                values.Add(value);
                break;
            case Constant constant:
                text.Append(
                    constant.Value switch
                    {
                        null => "null",
                        true => "true",
                        _ => "false",
                    }
                );
                break;
            case Call { Name: "in" } list:
                Describe(list.Arguments[0], text, values);
                text.Append(" in ?");
                values.Add(list.Arguments.Skip(1).Select(item => ((Constant)item).Value).ToList());
                break;
            case Call call:
                Describe(call, text, values);
                break;
        }
    }

    private static void Describe(Call call, StringBuilder text, List<object> values)
    {
        text.Append(call.Name).Append('(');
        foreach (var argument in call.Arguments)
        {
            Describe(argument, text, values);
            text.Append(',');
        }
        text.Append(')');
    }
}
