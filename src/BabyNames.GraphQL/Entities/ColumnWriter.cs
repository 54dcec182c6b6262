using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>Writes a column of an entity without making an object of its value: a page of 100 nodes has a thousand of them, those of
/// its cursors included.</summary>
internal static class ColumnWriter
{
    /// <summary>Of the value as it is.</summary>
    /// <returns>Null for what is written in some other way than JSON's own.</returns>
    public static Action<Utf8JsonWriter, object>? Plain(PropertyInfo property, bool isNullable)
    {
        var method =
            property.PropertyType == typeof(string) ? nameof(Utf8JsonWriter.WriteStringValue)
            : property.PropertyType == typeof(int) || property.PropertyType == typeof(long) ? nameof(Utf8JsonWriter.WriteNumberValue)
            : null;
        if (method is null || isNullable)
            return null;
        var (writer, entity) = (Expression.Parameter(typeof(Utf8JsonWriter)), Expression.Parameter(typeof(object)));
        var value = Expression.Property(Expression.Convert(entity, property.DeclaringType!), property);
        return Expression.Lambda<Action<Utf8JsonWriter, object>>(Expression.Call(writer, method, null, value), writer, entity).Compile();
    }

    /// <summary>As the column's scalar does.</summary>
    /// <returns>Null for what only the scalar can write.</returns>
    public static Action<Utf8JsonWriter, object>? Make(EntityColumn column) =>
        column.Type switch
        {
            EnumerationGraphType names when !column.IsNullable => Names(column, names),
            StringGraphType or IntGraphType or LongGraphType => column.WritePlain,
            _ => null,
        };

    private static Action<Utf8JsonWriter, object> Names(EntityColumn column, EnumerationGraphType type)
    {
        var names = type.Values.ToDictionary(value => value.Value!, value => JsonEncodedText.Encode(value.Name));
        return (writer, entity) => writer.WriteStringValue(names[column.Get(entity)!]);
    }
}
