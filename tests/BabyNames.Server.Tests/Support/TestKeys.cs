using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.Server.Access;

namespace BabyNames.Server.Tests.Support;

/// <summary>One API key of each role for all servers of a test run, because hashing a key takes 0.3 s. The hashes have the lowest bcrypt
/// cost, as every server verifies each key once.</summary>
internal static class TestKeys
{
    private static readonly Lazy<(ApiKey Key, StoredApiKey Stored)> AdminPair = new(() => Make("test admin", Roles.Admin));
    private static readonly Lazy<(ApiKey Key, StoredApiKey Stored)> ViewerPair = new(() => Make("test viewer", Roles.Viewer));

    private static readonly Lazy<(ApiKey Key, StoredApiKey Stored)> MonitorPair = new(() => Make("test monitor", Roles.Monitor));

    public static string Admin => AdminPair.Value.Key.ToString();

    public static string Viewer => ViewerPair.Value.Key.ToString();

    public static string Monitor => MonitorPair.Value.Key.ToString();

    public static async Task AddToAsync(Databases databases)
    {
        var store = new ApiKeyStore(databases);
        await store.AddAsync(AdminPair.Value.Stored, CancellationToken.None);
        await store.AddAsync(ViewerPair.Value.Stored, CancellationToken.None);
        await store.AddAsync(MonitorPair.Value.Stored, CancellationToken.None);
    }

    private static (ApiKey Key, StoredApiKey Stored) Make(string name, string role)
    {
        var key = ApiKey.Create();
        return (key, new(key.KeyId, name, role, BCrypt.Net.BCrypt.HashPassword(key.Secret, workFactor: 4), null));
    }
}
