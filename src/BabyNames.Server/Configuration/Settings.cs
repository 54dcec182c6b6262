using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace BabyNames.Server.Configuration;

internal static class Settings
{
    private const string Faults = "BabyNames.Settings.Faults";

    /// <summary>Binds a section to a new instance of the class, once, at start. <see cref="CheckSettings"/> reports invalid
    /// values.</summary>
    public static T AddSettings<T>(this IHostApplicationBuilder builder, string section, Action<T>? defaults = null)
        where T : class, new()
    {
        var settings = new T();
        defaults?.Invoke(settings);
        var faults = FaultsOf(builder);
        faults.AddRange(Read(builder.Configuration.GetSection(section), settings));
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

    /// <returns>The values that cannot be read, each with the reason.</returns>
    private static IEnumerable<string> Read(IConfigurationSection section, object settings)
    {
        const BindingFlags Ours = BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var setting in section.GetChildren())
        {
            var property = settings.GetType().GetProperty(setting.Key, Ours);
            if (property is { CanWrite: false } && setting.Value is null && property.GetValue(settings) is { } group)
            {
                foreach (var fault in Read(setting, group))
                    yield return fault;
            }
            else if (Read(setting, property, settings) is { } fault)
            {
                yield return $"{setting.Path}: {fault}";
            }
        }
    }

    /// <returns>The reason why the value cannot be read; null if it was read.</returns>
    private static string? Read(IConfigurationSection setting, PropertyInfo? property, object settings)
    {
        if (property is not { CanWrite: true })
            return "There is no such setting.";
        try
        {
            if (setting.Get(property.PropertyType) is { } value)
                property.SetValue(settings, value);
            return null;
        }
        catch (InvalidOperationException)
        {
            return $"'{setting.Value}' cannot be read as {property.PropertyType.Name}.";
        }
    }

    private static List<string> FaultsOf(IHostApplicationBuilder builder)
    {
        if (!builder.Properties.TryGetValue(Faults, out var faults))
            builder.Properties[Faults] = faults = new List<string>();
        return (List<string>)faults;
    }
}
