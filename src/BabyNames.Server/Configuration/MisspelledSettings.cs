using System.Collections;
using Microsoft.Extensions.Configuration.CommandLine;

namespace BabyNames.Server.Configuration;

/// <summary>Finds settings that no options class binds. An argument must have a known section. Other programs have environment variables
/// too, so that only similar names are reported.</summary>
internal static class MisspelledSettings
{
    private const string ConnectionStrings = "ConnectionStrings";
    private const string Logging = "Logging";

    /// <summary>The sections of the server, and those of ASP.NET Core that operators use. A command does not bind all of them.</summary>
    private static readonly string[] Sections =
    [
        "Access",
        "Connections",
        ConnectionStrings,
        "Cors",
        "Database",
        "GraphQL",
        "Https",
        "Ide",
        "Jobs",
        "Kestrel",
        "Limits",
        "Log",
        Logging,
        "OData",
        "Proxies",
        "Sources",
        "Storage",
        "Telemetry",
    ];

    private static readonly string[] Connections = ["BabyNames", "BabyNamesReader", "BabyNamesWorker", "BabyNamesWriter"];

    /// <summary>Returns an error message for each misspelled setting.</summary>
    public static IEnumerable<string> Find(ConfigurationManager configuration)
    {
        var arguments = ((IConfigurationBuilder)configuration)
            .Sources.OfType<CommandLineConfigurationSource>()
            .SelectMany(source => source.Args)
            .Where(argument => argument.StartsWith("--", StringComparison.Ordinal))
            .Select(argument => argument[2..].Split('=')[0])
            .Where(name => name.Contains(':', StringComparison.Ordinal) && !IsKnown(Sections, Section(name)))
            .Select(Unknown);
        var variables = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(variable => ((string)variable.Key).Replace("__", ":", StringComparison.Ordinal))
            .Where(name => name.Contains(':', StringComparison.Ordinal) && IsMisspelled(Sections, Section(name)))
            .Select(Unknown);
        var connections = configuration
            .GetSection(ConnectionStrings)
            .GetChildren()
            .Where(connection => IsMisspelled(Connections, connection.Key))
            .Select(connection => Unknown(connection.Path));
        return [.. arguments, .. variables, .. connections, .. InvalidLevels(configuration)];
    }

    private static IEnumerable<string> InvalidLevels(ConfigurationManager configuration) =>
        configuration
            .GetSection(Logging)
            .AsEnumerable()
            .Where(setting => setting.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase))
            .Where(setting => !Enum.TryParse<LogLevel>(setting.Value, ignoreCase: true, out _))
            .Select(setting =>
                $"{setting.Key}: '{setting.Value}' is not a level. The levels are {string.Join(", ", Enum.GetNames<LogLevel>())}."
            );

    private static string Unknown(string name) => $"{name}: This setting does not exist.";

    private static string Section(string name) => name.Split(':')[0];

    private static bool IsKnown(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsMisspelled(string[] names, string name) =>
        !IsKnown(names, name) && names.Any(known => Edits(known.ToUpperInvariant(), name.ToUpperInvariant()) <= MaxEdits(name));

    /// <summary>Returns the number of edits up to which a name is similar. Short names of other programs are often similar by
    /// chance.</summary>
    private static int MaxEdits(string name) => Math.Min(2, name.Length / 3);

    /// <summary>Whether the server has a section.</summary>
    public static bool HasSection(string section) => IsKnown(Sections, section);

    /// <summary>Returns the number of inserted, removed and replaced letters (Levenshtein distance).</summary>
    private static int Edits(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
