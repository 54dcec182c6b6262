using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Configuration;

/// <summary>Binds settings to options classes and reports all invalid settings together.</summary>
internal static class Settings
{
    /// <summary>Key of the error messages in the properties of the builder.</summary>
    private const string ErrorsKey = "BabyNames.Settings.Errors";

    /// <summary>Binds a section of the configuration to a new instance of an options class. <see cref="CheckSettings"/> reports invalid
    /// values. Every property of the class is a setting, so that computed values must be methods.</summary>
    /// <param name="defaults">Sets defaults that depend on the environment.</param>
    public static T AddSettings<T>(this IHostApplicationBuilder builder, string section, Action<T>? defaults = null)
        where T : class, new()
    {
        var settings = new T();
        defaults?.Invoke(settings);
        var errors = ListOf(builder, ErrorsKey);
        if (!MisspelledSettings.HasSection(section))
            throw new ArgumentException($"MisspelledSettings does not list the section {section}.", nameof(section));
        var values = builder.Configuration.GetSection(section).GetChildren().SelectMany(child => child.AsEnumerable());
        errors.AddRange(
            JoinLists(values.Where(setting => setting.Value is not null))
                .Select(setting => Bind(settings, section, setting))
                .OfType<string>()
        );
        var invalid = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new(settings), invalid, validateAllProperties: true);
        errors.AddRange(invalid.Select(result => $"{section}:{result.MemberNames.First()}: {result.ErrorMessage}"));
        builder.Services.AddSingleton(settings);
        return settings;
    }

    /// <summary>Throws if a setting is invalid. Call it after all settings are bound and before a setting is used.</summary>
    /// <exception cref="StartupException">The message lists every invalid setting and its permitted values.</exception>
    public static void CheckSettings(this IHostApplicationBuilder builder)
    {
        List<string> errors = [.. ListOf(builder, ErrorsKey), .. MisspelledSettings.Find((ConfigurationManager)builder.Configuration)];
        if (errors.Count > 0)
            throw new StartupException(string.Join(Environment.NewLine, errors));
    }

    /// <summary>Joins the items of a list by commas. The configuration has an entry for each item, with its index as the key.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> JoinLists(IEnumerable<KeyValuePair<string, string?>> values) =>
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

    /// <summary>Binds one setting. Settings are bound separately, because the binder stops at the first invalid one.</summary>
    /// <returns>The error message; null if the setting is valid.</returns>
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
            // The exception of a value that cannot be parsed has an inner exception. The exception of an unknown setting has none.
            return exception.InnerException is null ? $"{setting.Key}: {UnknownSetting(setting.Key)}" : exception.Message;
        }
    }

    private static string UnknownSetting(string name) =>
        RenamedSettings.NewNames.TryGetValue(name, out var newName)
            ? $"This setting is now named {newName}."
            : "This setting does not exist.";

    private static List<string> ListOf(IHostApplicationBuilder builder, string key)
    {
        if (!builder.Properties.TryGetValue(key, out var list))
            builder.Properties[key] = list = new List<string>();
        return (List<string>)list;
    }
}
