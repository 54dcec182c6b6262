using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>The field <c>id</c> of objects that have no identifier of their own. Caches of clients keep the fields of an object under its
/// type and id.</summary>
internal static class ObjectId
{
    public const string FieldName = "id";
    public const string Description = "Opaque identifier of the object, for caches.";

    // Enough of a hash that no two objects of a database share it.
    private const int Bytes = 16;

    /// <param name="type">Name of the GraphQL type.</param>
    /// <param name="values">That no other object of the type has.</param>
    public static string Of(string type, IEnumerable<object?> values)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<object?[]>([type, .. values]));
        return Base64Url.EncodeToString(hash.AsSpan(0, Bytes));
    }
}
