using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using BabyNames.Data.ApiKeys;
using BabyNames.Server.Configuration;
using BabyNames.Server.Errors;
using BabyNames.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BabyNames.Server.Access;

/// <summary>Reads the API key from <c>Authorization: Bearer</c>, from <c>X-Api-Key</c>, from the password of HTTP Basic (Excel and
/// Tableau), or for OData from <c>?api_key=</c> (Power BI).</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ApiKeyVerifier verifier
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";

    // The results are created once, because each has an exception.
    private static readonly AuthenticateResult _invalid = AuthenticateResult.Fail(
        "The API key is invalid: it is mistyped, expired, revoked or unknown."
    );
    private static readonly AuthenticateResult _tooMany = AuthenticateResult.Fail("Too many invalid API keys.");

    private TimeSpan? _retryAfter;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ReadKey() is not { } text)
            return AuthenticateResult.NoResult();
        (var key, _retryAfter) = await verifier.VerifyAsync(text, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        if (key is not null)
            return AuthenticateResult.Success(new(PrincipalOf(key), SchemeName));
        RefusedRequests.SetInvalidKey(Context, ApiKey.Parse(text)?.KeyId);
        return _retryAfter is null ? _invalid : _tooMany;
    }

    /// <summary>Returns the user of a verified key.</summary>
    public static ClaimsPrincipal PrincipalOf(StoredApiKey key) =>
        new(
            new ClaimsIdentity(
                [new(ClaimTypes.NameIdentifier, key.KeyId), new(ClaimTypes.Name, key.Name), new(ClaimTypes.Role, key.Role)],
                SchemeName
            )
        );

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_retryAfter is { } retryAfter)
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await ErrorResponse.WriteAsync(
                Context,
                ErrorCodes.TooManyAttempts,
                $"Too many invalid API keys were sent from this network. Try again in {Math.Ceiling(retryAfter.TotalSeconds)} s."
            );
            return;
        }
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = new(["Bearer realm=\"babynames\"", "Basic realm=\"babynames\", charset=\"UTF-8\""]);
        await ErrorResponse.WriteAsync(
            Context,
            ErrorCodes.KeyRequired,
            "A valid API key is required. Send it as `Authorization: Bearer KEY`, as `X-Api-Key: KEY`, or as the password of HTTP "
                + "Basic authentication."
        );
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        await ErrorResponse.WriteAsync(Context, ErrorCodes.KeyNotPermitted, "The role of the API key does not permit this.");
    }

    private string? ReadKey()
    {
        if (Request.Headers["X-Api-Key"] is [{ Length: > 0 } header])
            return header;
        if (
            AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var authorization)
            && authorization.Parameter is { Length: > 0 } parameter
        )
        {
            return authorization.Scheme.ToUpperInvariant() switch
            {
                "BEARER" => parameter,
                "BASIC" => Password(parameter),
                _ => null,
            };
        }
        return Request.Path.StartsWithSegments(Paths.OData) && Request.Query["api_key"] is [{ Length: > 0 } query] ? query : null;
    }

    private static string Password(string basic)
    {
        var bytes = new byte[basic.Length];
        // Invalid Base64 is passed on unchanged and refused as an invalid key. It must not count as a request without a key.
        if (!Convert.TryFromBase64String(basic, bytes, out var length))
            return basic;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':') + 1)..];
    }
}
