using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>Writes a column of an entity without boxing its value. A page of 100 nodes has about a thousand values, with those of its
/// cursors.</summary>
internal static class ColumnWriter
{
    /// <summary>Compiles a writer of the value in the format of JSON.</summary>
    /// <returns>The writer; null for types that JSON does not have, and for nullable columns.</returns>
    public static Action<Utf8JsonWriter, object>? CompilePlain(PropertyInfo property, bool isNullable)
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

    /// <summary>Creates a writer of the value in the format of the column's scalar.</summary>
    /// <returns>The writer; null when only the scalar can write the value.</returns>
    public static Action<Utf8JsonWriter, object>? Create(EntityColumn column) =>
        column.Type switch
        {
            EnumerationGraphType names when !column.IsNullable => WriteNames(column, names),
            StringGraphType or IntGraphType or LongGraphType => column.WritePlain,
            _ => null,
        };

    private static Action<Utf8JsonWriter, object> WriteNames(EntityColumn column, EnumerationGraphType type)
    {
        var names = type.Values.ToDictionary(value => value.Value!, value => JsonEncodedText.Encode(value.Name));
        return (writer, entity) => writer.WriteStringValue(names[column.Get(entity)!]);
    }
}
