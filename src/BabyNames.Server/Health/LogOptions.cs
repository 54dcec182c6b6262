using System.ComponentModel.DataAnnotations;
using BabyNames.Server.Hosting;

namespace BabyNames.Server.Health;

/// <summary>Settings <c>Log:*</c>.</summary>
internal sealed class LogOptions : IValidatableObject
{
    /// <summary>Minimum levels of log categories, for example <c>Microsoft.AspNetCore.HttpLogging=Information,Npgsql=Debug</c>. A level
    /// also applies to categories whose names continue after a dot. The levels are Trace, Debug, Information, Warning, Error, Critical
    /// and None. Default: none.</summary>
    public string Levels { get; set; } = "";

    public IEnumerable<(string Category, LogLevel Level)> ByCategory() =>
        Comma.Separated(Levels).Select(Parse).OfType<(string, LogLevel)>();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Comma
            .Separated(Levels)
            .Where(text => Parse(text) is null)
            .Select(text => new ValidationResult($"'{text}' is not a category and a level, such as Npgsql=Debug.", [nameof(Levels)]));

    private static (string, LogLevel)? Parse(string text) =>
        text.Split('=', StringSplitOptions.TrimEntries) is [{ Length: > 0 } category, { Length: > 0 } name]
        && category.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_')
        && char.IsAsciiLetter(name[0])
        && Enum.TryParse<LogLevel>(name, ignoreCase: true, out var level)
            ? (category, level)
            : null;
}
