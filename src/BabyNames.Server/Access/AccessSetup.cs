using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine.Http;
using BabyNames.Server.Configuration;
using Microsoft.AspNetCore.Authentication;

namespace BabyNames.Server.Access;

internal static class AccessSetup
{
    /// <summary>Name of the policy of all reading endpoints.</summary>
    public const string Read = "read";

    public static void AddAccess(this IHostApplicationBuilder builder)
    {
        var options = builder.AddSettings<AccessOptions>("Access", access => access.AnonymousReading = builder.Environment.IsDevelopment());
        builder
            .Services.AddSingleton<ApiKeyStore>()
            .AddSingleton<ApiKeyLookup>()
            .AddSingleton<ApiKeyVerifier>()
            .AddSingleton<ApiKeyAttempts>()
            .AddSingleton<IConnectionAccess, ConnectionAccess>();
        builder
            .Services.AddSingleton<ApiKeyUsage>()
            .AddHostedService(services => services.GetRequiredService<ApiKeyUsage>())
            .AddSingleton<ApiKeyChanges>()
            .AddHostedService(services => services.GetRequiredService<ApiKeyChanges>());
        builder
            .Services.AddAuthentication(ApiKeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(
                Read,
                policy =>
                    policy.RequireAssertion(async context =>
                        context.User.IsInRole(Roles.Viewer)
                        || context.User.IsInRole(Roles.Admin)
                        // An invalid key is refused even if reading needs no key, so that its owner learns of it.
                        || (
                            context.Resource is HttpContext http
                            && (options.AnonymousReading || NamesItsKeyLater(http))
                            && (await http.AuthenticateAsync()).None
                        )
                    )
            );
    }

    /// <summary>Browsers cannot set headers of WebSockets, so <see cref="IConnectionAccess"/> reads the key from the first
    /// message.</summary>
    private static bool NamesItsKeyLater(HttpContext http) => http.WebSockets.IsWebSocketRequest && http.Request.Path == Paths.GraphQL;
}
