using System.Reflection;
using System.Text.RegularExpressions;

namespace BabyNames.Data.Migrations;

/// <summary>A pair of SQL files, named as golang-migrate names them: <c>001_title.up.sql</c>, <c>001_title.down.sql</c>.</summary>
public sealed partial record Migration(long Version, string Title, string Up, string Down)
{
    /// <summary>The files of <c>schema/database</c>, embedded at build, by version.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } =
        From(typeof(Migration).Assembly.GetManifestResourceNames().ToDictionary(name => name, Read));

    /// <summary>Pairs files by version.</summary>
    /// <exception cref="InvalidOperationException">A file has no counterpart.</exception>
    public static IReadOnlyList<Migration> From(IReadOnlyDictionary<string, string> files) =>
        [
            .. files
                .Keys.Select(name => FileName().Match(name))
                .Where(match => match.Success)
                .GroupBy(match => (Version: long.Parse(match.Groups["version"].ValueSpan), Title: match.Groups["title"].Value))
                .Select(pair => new Migration(pair.Key.Version, pair.Key.Title, Half(pair, "up", files), Half(pair, "down", files)))
                .OrderBy(migration => migration.Version),
        ];

    /// <summary>Name of the up or down file.</summary>
    public string File(string direction) => $"{Version:000}_{Title}.{direction}.sql";

    private static string Half(
        IGrouping<(long Version, string Title), Match> pair,
        string direction,
        IReadOnlyDictionary<string, string> files
    ) =>
        pair.SingleOrDefault(match => match.Groups["direction"].Value == direction) is { } match
            ? files[match.Value]
            : throw new InvalidOperationException($"Migration {pair.Key.Version}_{pair.Key.Title} has no {direction} file.");

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^(?<version>\d+)_(?<title>\w+)\.(?<direction>up|down)\.sql$")]
    private static partial Regex FileName();
}
