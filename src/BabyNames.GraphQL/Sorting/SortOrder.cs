using System.Text;
using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries;

namespace BabyNames.GraphQLEngine.Sorting;

/// <summary>The order of a connection: the requested fields, then the primary key, so that no two rows are equal.</summary>
internal sealed class SortOrder
{
    private SortOrder(EntityType entity, List<SortKey> keys)
    {
        // The key has the last direction, so that the condition can compare rows, for which PostgreSQL uses an index.
        var descending = keys.Count > 0 && keys[^1].Descending;
        var named = keys.Select(key => key.Name).ToHashSet();
        keys.AddRange(entity.Key.Where(column => !named.Contains(column.FieldName)).Select(column => new SortKey([column], descending)));
        Keys = keys;
        Text = string.Join(',', keys.Select(key => key.Name + (key.Descending ? "-" : "+")));
        Signature = Hash(entity.Name + ":" + Text);
    }

    /// <summary>The columns to sort by.</summary>
    public IReadOnlyList<SortKey> Keys { get; }

    /// <summary>A text that identifies the order among those of the entity.</summary>
    public string Text { get; }

    /// <summary>Identifies the order in cursors, so that a cursor of another order or of other arguments is not accepted.</summary>
    public string Signature { get; }

    private SortOrder(SortOrder order, string arguments) =>
        (Keys, Text, Signature) = (order.Keys, order.Text, Hash($"{order.Signature}:{arguments}"));

    /// <summary>Returns the order with a signature for arguments of the connection.</summary>
    public SortOrder WithArguments(string arguments) => new(this, arguments);

    /// <summary>Converts the argument <c>order</c>.</summary>
    /// <param name="order">Value of the argument.</param>
    /// <param name="defaultOrder">The order if the request has none: names of fields, with a minus before descending ones.</param>
    /// <exception cref="ClientError">An object has two fields, whose precedence is undefined, or there are too many fields.</exception>
    public static SortOrder Parse(EntityType entity, object? order, IReadOnlyList<string> defaultOrder, GraphQLLimits limits)
    {
        var keys = new List<SortKey>();
        foreach (var item in (order as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>())
            keys.AddRange(Parse(entity, item, []));
        if (keys.Count == 0)
            keys.AddRange(defaultOrder.Select(field => new SortKey([entity.Find(field.TrimStart('-'))!], field.StartsWith('-'))));
        return keys.Count <= limits.MaxSortFields
            ? new(entity, [.. keys.DistinctBy(key => key.Name)])
            : throw new ClientError($"The order has {keys.Count} fields; at most {limits.MaxSortFields} are allowed.", "SORT_LIMIT");
    }

    /// <summary>Returns the cursor of an entity.</summary>
    public string CursorOf(object entity) => Cursor.Encode(Signature, (Order: this, Entity: entity), WriteValues);

    /// <summary>Writes the cursor of an entity as a JSON string.</summary>
    public void WriteCursor(Utf8JsonWriter writer, object entity) =>
        Cursor.Write(writer, Signature, (Order: this, Entity: entity), WriteValues);

    private static void WriteValues(Utf8JsonWriter json, (SortOrder Order, object Entity) row)
    {
        foreach (var key in row.Order.Keys)
            key.Write(json, row.Entity);
    }

    private static IEnumerable<SortKey> Parse(EntityType entity, IDictionary<string, object?> item, EntityMember[] path)
    {
        var fields = item.Where(field => field.Value is not null).ToList();
        if (fields.Count > 1)
        {
            throw new ClientError(
                $"An object of `order` has {fields.Count} fields. Use an object for each field, the first one first.",
                "SORT_LIMIT"
            );
        }
        foreach (var (name, value) in fields)
        {
            var member = entity.Find(name)!;
            EntityMember[] memberPath = [.. path, member];
            if (member is EntityRelation relation && value is IDictionary<string, object?> nested)
            {
                foreach (var key in Parse(relation.Target, nested, memberPath))
                    yield return key;
            }
            else
            {
                yield return new(memberPath, value is SortTypes.Descending);
            }
        }
    }

    /// <summary>Returns a hash by FNV-1a, which is the same in every process. That of string.GetHashCode is not.</summary>
    private static string Hash(string text)
    {
        var hash = 2_166_136_261;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 16_777_619;
        return hash.ToString("x8");
    }
}
