using BabyNames.Data.Audit;
using BabyNames.Server.Audit;

namespace BabyNames.Server.ApiKeys;

internal static class ApiKeySetup
{
    public static void AddApiKeys(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<ApiKeyIssuer>().AddSingleton<AuditStore>().AddSingleton<AuditLog>();
}
