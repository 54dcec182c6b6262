using BabyNames.Data.Audit;
using BabyNames.Server.Audit;

namespace BabyNames.Server.ApiKeys;

/// <summary>Registers the services that manage API keys and record the actions of admins.</summary>
internal static class ApiKeySetup
{
    public static void AddApiKeys(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<ApiKeyIssuer>().AddSingleton<AuditStore>().AddSingleton<AuditLog>();
}
