using System.Net;
using BabyNames.Server.Configuration;
using Npgsql;

namespace BabyNames.Server.Hosting;

/// <summary>Refuses to start with settings that would expose the server unintentionally.</summary>
internal static class UnsafeSettings
{
    /// <summary>The password of docker-compose.yml.</summary>
    private const string Published = "babynames";

    private const string ShowsQueries = "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION";

    /// <exception cref="StartupException">Lists every unsafe setting and what to do.</exception>
    public static void Check(WebApplicationBuilder builder)
    {
        var addresses = Addresses(builder).Select(BindingAddress.Parse).ToList();
        var faults = Always(builder.Configuration, addresses).ToList();
        if (!builder.Environment.IsDevelopment())
            faults.AddRange(OutsideDevelopment(builder.Configuration, addresses));
        if (faults.Count > 0)
            throw new StartupException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>The addresses that the server will listen on. Settings of Kestrel override the general one.</summary>
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
            : builder
                .WebHost.GetSetting(WebHostDefaults.ServerUrlsKey)!
                .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> Always(ConfigurationManager configuration, List<BindingAddress> addresses)
    {
        if (configuration.GetValue<bool>("FORWARDEDHEADERS_ENABLED"))
            yield return "ASPNETCORE_FORWARDEDHEADERS_ENABLED: It lets anyone pose as any address. Name your proxies in Proxies:Known instead.";
        if (configuration.GetValue<bool>(ShowsQueries))
            yield return $"{ShowsQueries}: Traces would have the query of each address, and with it keys. Leave it out.";
        var known = configuration["Proxies:Known"];
        if (configuration.GetValue<bool>("Https:Required") && string.IsNullOrWhiteSpace(known) && !addresses.Exists(IsHttps))
            yield return "Https:Required: Every request would be sent in circles, for none comes by HTTPS. Name the proxy that has the certificate in Proxies:Known, or listen to https://.";
    }

    private static IEnumerable<string> OutsideDevelopment(ConfigurationManager configuration, List<BindingAddress> addresses)
    {
        if (
            configuration["Https:Required"] is null
            && addresses.Find(address => !IsHttps(address) && !IsOfThisMachine(address)) is { } open
        )
        {
            yield return $"Https:Required: {open} takes keys in clear text from other machines. Set true and name the proxy with the certificate in "
                + "Proxies:Known; or false, if the network is one where nobody listens.";
        }
        if (!Hosts.Allowed(configuration).Any() && addresses.Find(address => !IsOfThisMachine(address)) is { } named)
        {
            yield return $"{Hosts.Setting}: Links and connect files are made of the name by which a client asks, and {named} takes any. Name those of this "
                + "server, such as names.example;*.names.example; or *, if a proxy hands on no others.";
        }
        if (configuration.GetConnectionString("BabyNames") is not { Length: > 0 } text)
            yield break;
        var database = new NpgsqlConnectionStringBuilder(text);
        if (database.Password == Published)
            yield return "ConnectionStrings:BabyNames: The password is the one that everybody can read in docker-compose.yml. Give the database's user another one.";
        if (!IsOfThisMachine(database.Host) && !database.Keys.Cast<string>().Contains("SSL Mode"))
        {
            yield return "ConnectionStrings:BabyNames: The database is on another machine. Add SSL Mode=VerifyFull (with Root Certificate=FILE for a "
                + "certificate authority of your own); or SSL Mode=Disable, if the network between them is one where nobody listens.";
        }
    }

    private static bool IsHttps(BindingAddress address) => address.Scheme == Uri.UriSchemeHttps;

    private static bool IsOfThisMachine(BindingAddress address) => address.IsUnixPipe || IsOfThisMachine(address.Host);

    /// <summary>An empty host and a path mean Unix sockets.</summary>
    private static bool IsOfThisMachine(string? host) =>
        string.IsNullOrEmpty(host)
        || host[0] is '/' or '@'
        || host == "localhost"
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
