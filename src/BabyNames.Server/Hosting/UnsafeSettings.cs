using System.Net;
using System.Text.RegularExpressions;
using BabyNames.Server.Configuration;
using Npgsql;

namespace BabyNames.Server.Hosting;

/// <summary>Refuses settings that would expose the server unintentionally.</summary>
internal static partial class UnsafeSettings
{
    /// <summary>The password in docker-compose.yml.</summary>
    private const string PublishedPassword = "babynames";

    private const string ShowsQueries = "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION";

    /// <summary>Checks the settings.</summary>
    /// <exception cref="StartupException">A setting is unsafe. The message lists every unsafe setting and what the operator can
    /// do.</exception>
    public static void Check(WebApplicationBuilder builder)
    {
        var errors = Find(builder);
        if (errors.Count > 0)
            throw new StartupException(string.Join(Environment.NewLine, errors));
    }

    /// <summary>Returns the unsafe settings and what the operator can do.</summary>
    public static IReadOnlyList<string> Find(WebApplicationBuilder builder)
    {
        var addresses = Addresses(builder).Select(BindingAddress.Parse).ToList();
        var errors = Always(builder.Configuration, addresses).ToList();
        if (!builder.Environment.IsDevelopment())
            errors.AddRange(OutsideDevelopment(builder.Configuration, addresses));
        return errors;
    }

    /// <summary>Returns the addresses on which the server will listen. Settings of Kestrel override the general setting.</summary>
    private static IEnumerable<string> Addresses(WebApplicationBuilder builder)
    {
        var endpoints = builder
            .Configuration.GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint["Url"])
            .OfType<string>()
            .ToList();
        return endpoints.Count > 0
            ? endpoints
            // Without the setting the server listens only to this machine.
            : builder
                .WebHost.GetSetting(WebHostDefaults.ServerUrlsKey)
                ?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? [];
    }

    private static IEnumerable<string> Always(ConfigurationManager configuration, List<BindingAddress> addresses)
    {
        if (configuration.GetValue<bool>("FORWARDEDHEADERS_ENABLED"))
            yield return "ASPNETCORE_FORWARDEDHEADERS_ENABLED: With it, any client can pretend to have any address. Set Proxies:Known "
                + "to the addresses of your proxies instead.";
        if (configuration.GetValue<bool>(ShowsQueries))
            yield return $"{ShowsQueries}: With it, traces contain the queries of addresses, which may contain API keys. Remove it.";
        var known = configuration["Proxies:Known"];
        if (configuration.GetValue<bool>("Https:Required") && string.IsNullOrWhiteSpace(known) && !addresses.Exists(IsHttps))
            yield return "Https:Required: The server receives no request by HTTPS, so every request would be redirected endlessly. "
                + "Set Proxies:Known to the proxy that has the certificate, or listen on https://.";
    }

    private static IEnumerable<string> OutsideDevelopment(ConfigurationManager configuration, List<BindingAddress> addresses)
    {
        if (configuration["Https:Required"] is null && addresses.Find(address => !IsHttps(address) && !IsLocal(address)) is { } clearText)
        {
            yield return $"Https:Required: {clearText} receives API keys in clear text from other machines. Set it to true, and set "
                + "Proxies:Known to the proxy that has the certificate. If the network is trusted, set it to false.";
        }
        if (!Hosts.Allowed(configuration).Any() && addresses.Find(address => !IsLocal(address)) is { } anyHost)
        {
            yield return $"{Hosts.Setting}: Links and connection files contain the host name of the request, and {anyHost} accepts any "
                + "host name. Set it to the host names of this server, for example names.example;*.names.example, or to * if a proxy "
                + "checks the host name.";
        }
        foreach (var name in new[] { "BabyNames", "BabyNamesReader", "BabyNamesWorker", "BabyNamesWriter" })
        {
            if (configuration.GetConnectionString(name) is { Length: > 0 } text)
            {
                foreach (var error in OfConnectionString($"ConnectionStrings:{name}", new(text)))
                    yield return error;
            }
        }
    }

    private static IEnumerable<string> OfConnectionString(string setting, NpgsqlConnectionStringBuilder database)
    {
        if (database.Password == PublishedPassword)
            yield return $"{setting}: The password is the published one of docker-compose.yml. Set another password for the user of the "
                + "database.";
        // A list of hosts may have a port after each host.
        var hosts = (database.Host ?? "").Split(',', StringSplitOptions.TrimEntries).Select(host => Port().Replace(host, ""));
        if (!hosts.All(IsLocal) && !database.Keys.Cast<string>().Contains("SSL Mode"))
        {
            yield return $"{setting}: The database is on another machine. Add SSL Mode=VerifyFull (with Root Certificate=FILE for your own "
                + "certificate authority). If the network between the machines is trusted, add SSL Mode=Disable.";
        }
    }

    [GeneratedRegex(@"(?<=^[^:]+|\]):\d+$")]
    private static partial Regex Port();

    private static bool IsHttps(BindingAddress address) => address.Scheme == Uri.UriSchemeHttps;

    private static bool IsLocal(BindingAddress address) => address.IsUnixPipe || IsLocal(address.Host);

    /// <summary>Whether the host is this machine. An empty host and a path mean Unix sockets.</summary>
    private static bool IsLocal(string? host) =>
        string.IsNullOrEmpty(host)
        || host[0] is '/' or '@'
        || host == "localhost"
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
