using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace BabyNames.Server.Configuration;

internal static class Settings
{
    private const string Faults = "BabyNames.Settings.Faults";

    /// <summary>Reads a section over the class's defaults, once, at start. What cannot be used is told by
    /// <see cref="CheckSettings"/>.</summary>
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

    /// <summary>Once all settings are read and before any is used.</summary>
    /// <exception cref="StartupException">Values that cannot be used: all of them, each with its bound.</exception>
    public static void CheckSettings(this IHostApplicationBuilder builder)
    {
        if (FaultsOf(builder) is { Count: > 0 } faults)
            throw new StartupException(string.Join(Environment.NewLine, faults));
    }

    /// <returns>Which values cannot be read, and why.</returns>
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

    /// <returns>Why the value cannot be read; null when it was.</returns>
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
