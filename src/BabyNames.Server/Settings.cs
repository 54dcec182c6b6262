using System.ComponentModel.DataAnnotations;
using System.Reflection;
using BabyNames.Server.FirstRun;

namespace BabyNames.Server;

internal static class Settings
{
    /// <summary>Reads a section over the class's defaults, once, at start.</summary>
    /// <exception cref="FirstRunException">Values that cannot be used: all of them, each with its bound.</exception>
    public static T AddSettings<T>(this IHostApplicationBuilder builder, string section, Action<T>? defaults = null)
        where T : class, new()
    {
        var settings = new T();
        defaults?.Invoke(settings);
        try
        {
            builder.Configuration.GetSection(section).Bind(settings);
        }
        catch (InvalidOperationException exception)
        {
            throw new FirstRunException($"The settings {section}:* cannot be read. {exception.Message}");
        }
        var faults = builder.Configuration.GetSection(section).GetChildren()
            .Where(setting => typeof(T).GetProperty(setting.Key, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance) is null)
            .Select(setting => new ValidationResult("There is no such setting.", [setting.Key])).ToList();
        Validator.TryValidateObject(settings, new(settings), faults, validateAllProperties: true);
        if (faults.Count > 0)
            throw new FirstRunException(string.Join(Environment.NewLine, faults.Select(fault => $"{section}:{fault.MemberNames.First()}: {fault.ErrorMessage}")));
        builder.Services.AddSingleton(settings);
        return settings;
    }
}
