using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Configuration;

internal static class Settings
{
    private const string Faults = "BabyNames.Settings.Faults";

    /// <summary>Binds a section to a new instance of the class, once, at start. <see cref="CheckSettings"/> reports invalid
    /// values. Every property of the class is a setting; what is computed of them is a method.</summary>
    public static T AddSettings<T>(this IHostApplicationBuilder builder, string section, Action<T>? defaults = null)
        where T : class, new()
    {
        var settings = new T();
        defaults?.Invoke(settings);
        var faults = FaultsOf(builder);
        var values = builder.Configuration.GetSection(section).GetChildren().SelectMany(child => child.AsEnumerable());
        faults.AddRange(
            Lists(values.Where(setting => setting.Value is not null)).Select(setting => Bind(settings, section, setting)).OfType<string>()
        );
        var invalid = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new(settings), invalid, validateAllProperties: true);
        faults.AddRange(invalid.Select(fault => $"{section}:{fault.MemberNames.First()}: {fault.ErrorMessage}"));
        builder.Services.AddSingleton(settings);
        return settings;
    }

    /// <summary>Call it after all settings are bound and before any is used.</summary>
    /// <exception cref="StartupException">Lists every invalid value with its bound.</exception>
    public static void CheckSettings(this IHostApplicationBuilder builder)
    {
        if (FaultsOf(builder) is { Count: > 0 } faults)
            throw new StartupException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>Joins the items of a list, which have numbers as names, by commas.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Lists(IEnumerable<KeyValuePair<string, string?>> values) =>
        values
            .GroupBy(setting =>
                ConfigurationPath.GetSectionKey(setting.Key).All(char.IsAsciiDigit)
                    ? ConfigurationPath.GetParentPath(setting.Key)!
                    : setting.Key
            )
            .Select(group =>
                KeyValuePair.Create(
                    group.Key,
                    (string?)
                        string.Join(
                            ',',
                            group
                                .OrderBy(setting => setting.Key.Length)
                                .ThenBy(setting => setting.Key, StringComparer.Ordinal)
                                .Select(setting => setting.Value)
                        )
                )
            );

    /// <summary>Binds one setting alone, because the binder stops at the first that is invalid.</summary>
    /// <returns>Why it is invalid; null if it was bound.</returns>
    private static string? Bind(object settings, string section, KeyValuePair<string, string?> setting)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([setting]).Build();
        try
        {
            configuration.GetSection(section).Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
            return null;
        }
        catch (InvalidOperationException exception)
        {
            // Only a value that cannot be parsed has an inner exception.
            return exception.InnerException is null ? $"{setting.Key}: {Unknown(setting.Key)}" : exception.Message;
        }
    }

    private static string Unknown(string name) =>
        RenamedSettings.NewNames.TryGetValue(name, out var newName) ? $"This setting is now named {newName}." : "There is no such setting.";

    private static List<string> FaultsOf(IHostApplicationBuilder builder)
    {
        if (!builder.Properties.TryGetValue(Faults, out var faults))
            builder.Properties[Faults] = faults = new List<string>();
        return (List<string>)faults;
    }
}
