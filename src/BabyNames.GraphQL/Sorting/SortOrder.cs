using System.Text;
using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries;

namespace BabyNames.GraphQLEngine.Sorting;

/// <summary>The order of a connection: what was asked for, then the primary key, so that no two rows are equal.</summary>
internal sealed class SortOrder
{
    private SortOrder(EntityType entity, List<SortKey> keys)
    {
        // The tie-break follows the last direction: rows are then compared as one, which an index can answer.
        var descending = keys.Count > 0 && keys[^1].Descending;
        var named = keys.Select(key => key.Name).ToHashSet();
        keys.AddRange(entity.Key.Where(column => !named.Contains(column.FieldName)).Select(column => new SortKey([column], descending)));
        Keys = keys;
        Text = string.Join(',', keys.Select(key => key.Name + (key.Descending ? "-" : "+")));
        Signature = Hash(entity.Name + ":" + Text);
    }

    public IReadOnlyList<SortKey> Keys { get; }

    /// <summary>Orders of the same entity with the same text are the same.</summary>
    public string Text { get; }

    /// <summary>Names the order in cursors, so that a cursor made for another order or other arguments is refused.</summary>
    public string Signature { get; }

    private SortOrder(SortOrder order, string arguments) =>
        (Keys, Text, Signature) = (order.Keys, order.Text, Hash($"{order.Signature}:{arguments}"));

    /// <summary>The same order with a signature for these arguments of the connection.</summary>
    public SortOrder Of(string arguments) => new(this, arguments);

    /// <param name="order">Value of the argument.</param>
    /// <param name="otherwise">Field names, with a minus before those that go down, for when nothing is asked for.</param>
    /// <exception cref="ClientError">Two fields in one object, whose precedence would be unclear, or too many fields.</exception>
    public static SortOrder Parse(EntityType entity, object? order, IReadOnlyList<string> otherwise, GraphQLLimits limits)
    {
        var keys = new List<SortKey>();
        foreach (var item in (order as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>())
            keys.AddRange(Parse(entity, item, []));
        if (keys.Count == 0)
            keys.AddRange(otherwise.Select(field => new SortKey([entity.Find(field.TrimStart('-'))!], field.StartsWith('-'))));
        return keys.Count <= limits.MaxSortFields
            ? new(entity, [.. keys.DistinctBy(key => key.Name)])
            : throw new ClientError($"The order has {keys.Count} fields; at most {limits.MaxSortFields} are allowed.", "SORT_LIMIT");
    }

    /// <summary>The cursor of an entity that was read.</summary>
    public string CursorOf(object entity) => Cursor.Encode(Signature, (Order: this, Entity: entity), WriteValues);

    /// <summary>Writes the cursor of an entity that was read.</summary>
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
                $"One object of `order` names {fields.Count} fields; give each field an object of its own, the first one first.",
                "SORT_LIMIT"
            );
        }
        foreach (var (name, value) in fields)
        {
            var member = entity.Find(name)!;
            EntityMember[] reached = [.. path, member];
            if (member is EntityRelation relation && value is IDictionary<string, object?> nested)
            {
                foreach (var key in Parse(relation.Target, nested, reached))
                    yield return key;
            }
            else
            {
                yield return new(reached, value is SortTypes.Descending);
            }
        }
    }

    /// <summary>FNV-1a: the same in every process, unlike string.GetHashCode.</summary>
    private static string Hash(string text)
    {
        var hash = 2_166_136_261;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 16_777_619;
        return hash.ToString("x8");
    }
}
