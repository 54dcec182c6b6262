using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>Creates the values of the field <c>id</c> for objects without an identifier of their own. Client caches store the fields of an
/// object by its type and id.</summary>
internal static class ObjectId
{
    public const string FieldName = "id";
    public const string Description = "Opaque identifier of the object, for client caches.";

    // 128 bits of the hash, so that two objects of a database do not have the same id.
    private const int Bytes = 16;

    /// <summary>Returns the id of an object.</summary>
    /// <param name="type">Name of the GraphQL type.</param>
    /// <param name="values">Values that identify the object among those of its type.</param>
    public static string Create(string type, IEnumerable<object?> values)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<object?[]>([type, .. values]));
        return Base64Url.EncodeToString(hash.AsSpan(0, Bytes));
    }
}
