using System.ComponentModel.DataAnnotations;
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
            builder.Configuration.GetSection(section).Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw new FirstRunException($"The settings {section}:* cannot be read. {exception.InnerException?.Message ?? exception.Message}");
        }
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new(settings), faults, validateAllProperties: true))
            throw new FirstRunException(string.Join(Environment.NewLine, faults.Select(fault => $"{section}:{fault.MemberNames.First()}: {fault.ErrorMessage}")));
        builder.Services.AddSingleton(settings);
        return settings;
    }
}
