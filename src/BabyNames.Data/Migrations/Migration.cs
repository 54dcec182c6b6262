using System.Reflection;
using System.Text.RegularExpressions;

namespace BabyNames.Data.Migrations;

/// <summary>A pair of SQL files, with file names of golang-migrate: <c>001_title.up.sql</c> and <c>001_title.down.sql</c>.</summary>
/// <param name="Version">Number of the migration, from 1.</param>
/// <param name="Up">SQL text of the up file.</param>
/// <param name="Down">SQL text of the down file.</param>
public sealed partial record Migration(long Version, string Title, string Up, string Down)
{
    /// <summary>The files of <c>schema/database</c>, which are embedded in the assembly, in the order of their versions.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } =
        From(typeof(Migration).Assembly.GetManifestResourceNames().ToDictionary(name => name, Read));

    /// <summary>Creates migrations from files. Files whose names do not have this form are ignored.</summary>
    /// <param name="files">SQL texts by file name.</param>
    /// <returns>The migrations in the order of their versions.</returns>
    /// <exception cref="InvalidOperationException">An up file has no down file, or a down file has no up file.</exception>
    public static IReadOnlyList<Migration> From(IReadOnlyDictionary<string, string> files) =>
        [
            .. files
                .Keys.Select(name => FileName().Match(name))
                .Where(match => match.Success)
                .GroupBy(match => (Version: long.Parse(match.Groups["version"].ValueSpan), Title: match.Groups["title"].Value))
                .Select(pair => new Migration(pair.Key.Version, pair.Key.Title, TextOf(pair, "up", files), TextOf(pair, "down", files)))
                .OrderBy(migration => migration.Version),
        ];

    /// <summary>Returns the name of a file of the migration.</summary>
    /// <param name="direction"><c>up</c> or <c>down</c>.</param>
    public string File(string direction) => $"{Version:000}_{Title}.{direction}.sql";

    private static string TextOf(
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
