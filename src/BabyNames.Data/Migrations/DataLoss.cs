using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Data that a migration down deletes: the rows of a table, or the values of a column.</summary>
/// <param name="Column">Null for the rows of the table.</param>
/// <param name="Rows">At least 1.</param>
/// <param name="Description">The comment on the table, or empty.</param>
public sealed partial record DataLoss(string Table, string? Column, long Rows, string Description)
{
    private static readonly string[] _computed =
    [
        "changed_cells",
        "name_statistics",
        "year_totals",
        "decade_statistics",
        "searchable_names",
        "country_coverage",
        "area_statistics",
    ];

    /// <summary>For example <c>admin_actions: 24 rows (Every action of an admin, for audit)</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Table}: {(Column is null ? "" : $"{Column} of ")}{Rows:N0} {(Rows == 1 ? "row" : "rows")}{(Description == "" ? "" : $" ({Description})")}"
        );

    /// <summary>Views and statistics are left out, because they are computed again.</summary>
    internal static async Task<IReadOnlyList<DataLoss>> OfAsync(
        NpgsqlConnection connection,
        IEnumerable<string> files,
        CancellationToken cancellationToken
    )
    {
        var sql = CommentOrBody().Replace(string.Concat(files), "");
        var tables = Emptied()
            .Matches(sql)
            .SelectMany(match => match.Groups["tables"].Value.Split(',', StringSplitOptions.TrimEntries))
            .Except(_computed)
            .ToHashSet();
        var columns = Altered()
            .Matches(sql)
            .Select(match => (Table: match.Groups["table"].Value, Columns: match.Groups["column"].Captures))
            .Where(altered => !tables.Contains(altered.Table))
            .SelectMany(altered => altered.Columns.Select(column => (altered.Table, Column: (string?)column.Value)));
        var losses = new List<DataLoss>();
        foreach (var (table, column) in tables.Select(table => (Table: table, Column: (string?)null)).Concat(columns).Order())
        {
            if (await CountAsync(connection, table, column, cancellationToken) is { Rows: > 0 } loss)
                losses.Add(loss);
        }
        return losses;
    }

    private static async Task<DataLoss> CountAsync(
        NpgsqlConnection connection,
        string table,
        string? column,
        CancellationToken cancellationToken
    )
    {
        // The names come from the migration files of the program.
        await using var command = new NpgsqlCommand(
            $"SELECT COUNT({column ?? "*"}), COALESCE(OBJ_DESCRIPTION('{table}'::REGCLASS), '') FROM {table}",
            connection
        );
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(table, column, reader.GetInt64(0), reader.GetString(1));
    }

    /// <summary>Removes the bodies of functions, which are not run.</summary>
    [GeneratedRegex(@"--[^\n]*|\$\$[\s\S]*?\$\$")]
    private static partial Regex CommentOrBody();

    [GeneratedRegex(@"^\s*(DROP TABLE|TRUNCATE)\s+(?<tables>\w+(\s*,\s*\w+)*)\s*;", RegexOptions.Multiline)]
    private static partial Regex Emptied();

    [GeneratedRegex(@"^\s*ALTER TABLE\s+(?<table>\w+)\b([^;]*?\bDROP COLUMN\s+(?<column>\w+))+[^;]*;", RegexOptions.Multiline)]
    private static partial Regex Altered();
}
