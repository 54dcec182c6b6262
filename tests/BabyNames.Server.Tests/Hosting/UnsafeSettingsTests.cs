using BabyNames.Server.Configuration;

namespace BabyNames.Server.Tests.Hosting;

/// <summary>Tests that a server refuses to start with unsafe settings, before it connects to its database.</summary>
public class UnsafeSettingsTests
{
    private const string Safe = "Host=/nowhere;Username=nobody";

    [Theory]
    [InlineData(
        "Production",
        "http://0.0.0.0:0",
        Safe,
        "",
        "Https:Required: http://0.0.0.0:0 receives API keys in clear text from other machines."
    )]
    [InlineData("Production", "http://+:0", Safe, "", "Https:Required: http://+:0 receives")]
    [InlineData("Staging", "http://127.0.0.1:0;http://[::]:0", Safe, "", "Https:Required: http://[::]:0 receives")]
    [InlineData("Production", "http://127.0.0.1:0", Safe, "--Kestrel:Endpoints:Open:Url http://*:0", "Https:Required: http://*:0 receives")]
    [InlineData(
        "Production",
        "http://0.0.0.0:0",
        Safe,
        "--Https:Required false",
        "AllowedHosts: Links and connection files contain the host name of the request, and http://0.0.0.0:0 accepts any host name."
    )]
    [InlineData("Staging", "https://[::]:0", Safe, "--Https:Required true --AllowedHosts ;", "AllowedHosts: Links")]
    [InlineData("Production", "http://127.0.0.1:0", "Host=db.example;Username=u;Password=x", "", "Add SSL Mode=VerifyFull")]
    [InlineData(
        "Production",
        "http://127.0.0.1:0",
        "Host=/nowhere;Username=babynames;Password=babynames",
        "",
        "The password is the published one of docker-compose.yml"
    )]
    [InlineData(
        "Development",
        "http://127.0.0.1:0",
        Safe,
        "--Https:Required true",
        "Https:Required: The server receives no request by HTTPS"
    )]
    [InlineData("Development", "http://127.0.0.1:0", Safe, "--FORWARDEDHEADERS_ENABLED true", "any client can pretend to have any address")]
    [InlineData(
        "Development",
        "http://127.0.0.1:0",
        Safe,
        "--OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION true",
        "traces contain the queries"
    )]
    [InlineData(
        "Production",
        "http://127.0.0.1:0",
        Safe,
        "--Cors:AllowedOrigins names.example",
        "Cors:AllowedOrigins: 'names.example' is not an origin"
    )]
    [InlineData(
        "Production",
        "http://127.0.0.1:0",
        Safe,
        "--Cors:AllowedOrigins https://names.example/",
        "Cors:AllowedOrigins: 'https://names.example/' is not an origin"
    )]
    [InlineData(
        "Production",
        "http://127.0.0.1:0",
        Safe,
        "--Proxies:Known localhost",
        "Proxies:Known: 'localhost' is neither an address nor a network"
    )]
    public async Task The_server_refuses_to_start_with_an_unsafe_setting_and_names_the_fix(
        string environment,
        string urls,
        string database,
        string setting,
        string message
    ) => Assert.Contains(message, await RefusalAsync(environment, urls, database, setting), StringComparison.Ordinal);

    [Theory]
    [InlineData("Development", "http://0.0.0.0:0", "Host=db.invalid;Username=babynames;Password=babynames", "")]
    [InlineData("Production", "http://127.0.0.1:0;http://localhost:0", Safe, "")]
    [InlineData("Production", "http://0.0.0.0:0", Safe, "--Https:Required false --AllowedHosts *")]
    [InlineData("Production", "http://0.0.0.0:0", Safe, "--AllowedHosts names.example --Https:Required true --Proxies:Known 10.0.0.1")]
    [InlineData("Production", "https://0.0.0.0:0", Safe, "--Https:Required true --AllowedHosts names.example;*.names.example")]
    [InlineData("Production", "http://127.0.0.1:0", "Host=db.invalid;Username=u;Password=x;SSL Mode=VerifyFull", "")]
    [InlineData("Production", "http://127.0.0.1:0", "Host=db.invalid;Username=u;Password=x;SslMode=Disable", "")]
    public async Task The_server_accepts_safe_settings(string environment, string urls, string database, string setting) =>
        Assert.StartsWith(
            "The database is not available",
            await RefusalAsync(environment, urls, database, setting),
            StringComparison.Ordinal
        );

    private static async Task<string> RefusalAsync(string environment, string urls, string database, string setting)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() =>
            Server.StartAsync(
                [
                    "--environment",
                    environment,
                    "--urls",
                    urls,
                    "--ConnectionStrings:BabyNames",
                    database,
                    "--Database:StartupTimeout",
                    "00:00:00",
                    .. setting.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                ],
                default
            )
        );
        return refusal.Message;
    }
}
