using System.Security.Claims;
using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine.Http;
using BabyNames.Server.Configuration;
using BabyNames.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace BabyNames.Server.Access;

/// <summary>Registers authentication by API key and authorization.</summary>
internal static class AccessSetup
{
    /// <summary>Name of the authorization policy of all endpoints that read.</summary>
    public const string Read = "read";

    /// <summary>Name of the authorization policy of GraphQL, which also monitors use. <see cref="MayRead"/> restricts their
    /// fields.</summary>
    public const string ReadOrMonitor = "read or monitor";

    public static void AddAccess(this IHostApplicationBuilder builder)
    {
        var options = builder.AddSettings<AccessOptions>("Access", access => access.AnonymousReading = builder.Environment.IsDevelopment());
        builder
            .Services.AddSingleton<ApiKeyStore>()
            .AddSingleton<ApiKeyLookup>()
            .AddSingleton<ApiKeyVerifier>()
            .AddSingleton<ApiKeyAttempts>()
            .AddSingleton<RefusedRequests>()
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
            .AddPolicy(Read, policy => policy.RequireAssertion(context => MayReadAsync(context, options)))
            .AddPolicy(
                ReadOrMonitor,
                policy =>
                    policy.RequireAssertion(async context => context.User.IsInRole(Roles.Monitor) || await MayReadAsync(context, options))
            );
    }

    /// <summary>Whether a user whom <see cref="ReadOrMonitor"/> admits may read statistics. A monitor may not, even if reading requires no
    /// key.</summary>
    public static bool MayRead(ClaimsPrincipal user) => !user.IsInRole(Roles.Monitor);

    private static async Task<bool> MayReadAsync(AuthorizationHandlerContext context, AccessOptions options) =>
        context.User.IsInRole(Roles.Viewer)
        || context.User.IsInRole(Roles.Admin)
        // An invalid key is refused even if reading requires no key, so that the client notices it.
        || (
            context.Resource is HttpContext http
            && (options.AnonymousReading || SendsKeyInFirstMessage(http))
            && (await http.AuthenticateAsync()).None
        );

    /// <summary>Whether the key may be in the first message, which <see cref="IConnectionAccess"/> reads. Browsers cannot set the headers
    /// of WebSockets.</summary>
    private static bool SendsKeyInFirstMessage(HttpContext http) =>
        http.WebSockets.IsWebSocketRequest && http.Request.Path == Paths.GraphQL;
}
