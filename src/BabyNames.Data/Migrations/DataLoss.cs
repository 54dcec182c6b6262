using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Data that a down migration deletes: the rows of a table, or the values of a column.</summary>
/// <param name="Column">The column; null if the rows of the table are deleted.</param>
/// <param name="Rows">Number of rows or values, at least 1.</param>
/// <param name="Description">The comment on the table; empty if it has none.</param>
public sealed partial record DataLoss(string Table, string? Column, long Rows, string Description)
{
    /// <summary>Tables that a refresh computes again.</summary>
    private static readonly string[] _computedTables =
    [
        "changed_cells",
        "name_statistics",
        "year_totals",
        "decade_statistics",
        "searchable_names",
        "country_coverage",
        "area_statistics",
    ];

    /// <summary>Returns a text for operators, for example <c>admin_actions: 24 rows (Every action of an admin, for audit)</c>.</summary>
    public override string ToString()
    {
        var column = Column is null ? "" : $"{Column} of ";
        var unit = Rows == 1 ? "row" : "rows";
        var description = Description == "" ? "" : $" ({Description})";
        return string.Create(CultureInfo.InvariantCulture, $"{Table}: {column}{Rows:N0} {unit}{description}");
    }

    /// <summary>Finds the data that migration files delete. Views and statistics are not included, because they are computed
    /// again.</summary>
    /// <param name="files">The SQL texts of the files.</param>
    internal static async Task<IReadOnlyList<DataLoss>> FindAsync(
        NpgsqlConnection connection,
        IEnumerable<string> files,
        CancellationToken cancellationToken
    )
    {
        var sql = CommentOrFunctionBody().Replace(string.Concat(files), "");
        var tables = EmptiedTables()
            .Matches(sql)
            .SelectMany(match => match.Groups["tables"].Value.Split(',', StringSplitOptions.TrimEntries))
            .Except(_computedTables)
            .ToHashSet();
        var columns = DroppedColumns()
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
        // The names come from the embedded migration files, so that they need no quoting.
        await using var command = new NpgsqlCommand(
            $"SELECT COUNT({column ?? "*"}), COALESCE(OBJ_DESCRIPTION('{table}'::REGCLASS), '') FROM {table}",
            connection
        );
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(table, column, reader.GetInt64(0), reader.GetString(1));
    }

    /// <summary>Comments and function bodies. The migration does not execute them.</summary>
    [GeneratedRegex(@"--[^\n]*|\$\$[\s\S]*?\$\$")]
    private static partial Regex CommentOrFunctionBody();

    [GeneratedRegex(@"^\s*(DROP TABLE|TRUNCATE)\s+(?<tables>\w+(\s*,\s*\w+)*)\s*;", RegexOptions.Multiline)]
    private static partial Regex EmptiedTables();

    [GeneratedRegex(@"^\s*ALTER TABLE\s+(?<table>\w+)\b([^;]*?\bDROP COLUMN\s+(?<column>\w+))+[^;]*;", RegexOptions.Multiline)]
    private static partial Regex DroppedColumns();
}
