using System.Reflection;
using System.Text.RegularExpressions;

namespace BabyNames.Data.Migrations;

/// <summary>A privilege of a role. <c>schema/database/grants.md</c> lists all of them.</summary>
/// <param name="Object">Name of a table, view or sequence, or of a function with <c>()</c> after the name.</param>
/// <param name="Column">The column; null if the privilege is for the whole object.</param>
/// <param name="Privilege">Name of the privilege in SQL, for example <c>SELECT</c>.</param>
internal sealed partial record Grant(string Role, string Object, string? Column, string Privilege)
{
    /// <summary>All privileges of the roles.</summary>
    public static IReadOnlyList<Grant> All { get; } = [.. Row().Matches(Read()).SelectMany(Parse)];

    private static IEnumerable<Grant> Parse(Match row) =>
        from privilege in Split(row.Groups["privileges"].Value)
        from column in Columns(row.Groups["columns"])
        select new Grant(row.Groups["role"].Value, row.Groups["object"].Value, column, privilege);

    private static IEnumerable<string?> Columns(Group columns) => columns.Success ? [.. Split(columns.Value)] : [null];

    private static string[] Split(string list) => list.Split(", ");

    private static string Read()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("grants.md")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(
        @"^\| (?<role>api_\w+) \| (?<object>\w+(\(\))?)(\((?<columns>[\w, ]+)\))? \| (?<privileges>[A-Z, ]+) \|\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Row();
}
