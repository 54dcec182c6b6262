using System.Text.RegularExpressions;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>The definition of the table <c>names</c> in the catalog of the database, and the statements that create the same table with
/// partitions or without. Reading the catalog includes columns and indexes that later migrations add.</summary>
/// <param name="Options">Storage parameters of <c>names</c>, or of the default partition.</param>
/// <param name="Indexes">All indexes except the primary key.</param>
/// <param name="ForeignKeys">Clauses of ALTER TABLE that add the foreign keys.</param>
/// <param name="Extras">Statements for the grants and the comment.</param>
/// <param name="Views">Views that read the table. They are dropped before the table and created again.</param>
internal sealed record NamesTable(
    bool IsPartitioned,
    string Options,
    IReadOnlyList<NamesIndex> Indexes,
    IReadOnlyList<string> ForeignKeys,
    IReadOnlyList<string> Extras,
    IReadOnlyList<NamesView> Views
)
{
    /// <summary>Name of the new table until the exchange.</summary>
    public const string New = "names_new";

    public const string CreateParent = $"CREATE TABLE {New} (LIKE names INCLUDING ALL EXCLUDING INDEXES) PARTITION BY LIST (country_id)";

    /// <summary>Sets the role of the table's owner, so that it owns the new tables, and blocks writers.</summary>
    public const string Begin = """
        SELECT SET_CONFIG('role', PG_GET_USERBYID(relowner), TRUE) FROM pg_class WHERE oid = 'names'::REGCLASS;
        LOCK TABLE names IN SHARE MODE;
        SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off
        """;

    private const string Default = "names_default";

    /// <summary>Drops the old table and its indexes, so that the new ones can get the same names. The sequence is not dropped.</summary>
    private IEnumerable<string> Replace =>
        [
            .. Views.Select(view => view.Drop),
            "ALTER SEQUENCE names_id_seq OWNED BY NONE",
            "DROP TABLE names",
            $"ALTER TABLE {New} RENAME TO names",
        ];

    /// <summary>Creates what the old table had besides its rows and indexes.</summary>
    private IEnumerable<string> Complete => [OwnSequence, .. Extras, .. Views.SelectMany(view => view.Create)];

    private const string OwnSequence = "ALTER SEQUENCE names_id_seq OWNED BY names.id";

    private readonly string _with = Options == "" ? "" : $" WITH ({Options})";

    /// <summary>The table that has the rows without a partition.</summary>
    public string Source => IsPartitioned ? Default : "names";

    public string CreatePlain => $"CREATE TABLE {New} (LIKE names INCLUDING ALL EXCLUDING INDEXES){_with}";

    public IEnumerable<string> IndexPlain =>
        [
            $"ALTER TABLE {New} ADD CONSTRAINT new_names_pkey PRIMARY KEY (id)",
            .. Indexes.Select(index => index.Create($"new_{index.Name}", New, isPartitioned: false)),
        ];

    /// <summary>Exchanges the tables after the rows are copied and indexed.</summary>
    public IEnumerable<string> ExchangeForPlain =>
        [
            .. Replace,
            "ALTER TABLE names RENAME CONSTRAINT new_names_pkey TO names_pkey",
            .. Indexes.Select(index => $"ALTER INDEX new_{index.Name} RENAME TO {index.Name}"),
            .. Complete,
        ];

    /// <summary>Creates the table of a partition and copies its rows. Because of the CHECK constraint, PostgreSQL does not scan the rows
    /// when the table is attached.</summary>
    public IEnumerable<string> CreatePartition(NamesPart part) =>
        [
            $"""
                CREATE TABLE {part.Table} (
                    LIKE names INCLUDING ALL EXCLUDING INDEXES EXCLUDING COMMENTS,
                            CONSTRAINT chk_partition CHECK (country_id = '{part.CountryId}')
                ){_with}
                """,
            // Live rows and deleted rows are copied separately, because each of them has an index.
            $"INSERT INTO {part.Table} SELECT * FROM {Source} WHERE country_id = '{part.CountryId}' AND deleted_at IS NULL",
            $"INSERT INTO {part.Table} SELECT * FROM {Source} WHERE country_id = '{part.CountryId}' AND deleted_at IS NOT NULL",
            $"ALTER TABLE {part.Table} ADD PRIMARY KEY (id, country_id)",
            .. Indexes.Select(index => index.Create("", part.Table, isPartitioned: true)),
        ];

    public string AddForeignKeys(string table) => $"ALTER TABLE {table} {string.Join(", ", ForeignKeys)}";

    /// <summary>Attaches the new partitions. The default partition is created last, because PostgreSQL scans its rows when another
    /// partition is attached.</summary>
    public IEnumerable<string> ExchangeForPartitions(IEnumerable<NamesPart> parts) =>
        [
            .. IsPartitioned ? [$"DROP TABLE {Default}"] : CreateParentTable(),
            .. parts.SelectMany(part =>
                (string[])
                    [
                        $"ALTER TABLE names ATTACH PARTITION {part.Table} FOR VALUES IN ('{part.CountryId}')",
                        $"ALTER TABLE {part.Table} DROP CONSTRAINT chk_partition",
                    ]
            ),
            $"CREATE TABLE {Default} PARTITION OF names DEFAULT{_with}",
        ];

    private IEnumerable<string> CreateParentTable() =>
        [
            .. Replace,
            "ALTER TABLE names ADD CONSTRAINT names_pkey PRIMARY KEY (id, country_id)",
            .. Indexes.Select(index => index.Create(index.Name, "names", isPartitioned: true)),
            .. Complete,
        ];

    /// <summary>Reads the definition from the catalog.</summary>
    /// <exception cref="MigrationException">An object depends on a view of the table and would be lost.</exception>
    public static async Task<NamesTable> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var kind = await ListAsync(connection, "SELECT relkind::TEXT FROM pg_class WHERE oid = 'names'::REGCLASS", cancellationToken);
        var options = await ListAsync(
            connection,
            $"""
            SELECT ARRAY_TO_STRING(reloptions, ', ') FROM pg_class
            WHERE oid IN ('names'::REGCLASS, TO_REGCLASS('{Default}')) AND reloptions IS NOT NULL
            """,
            cancellationToken
        );
        var indexes = await ListAsync(
            connection,
            """
            SELECT PG_GET_INDEXDEF(indexrelid) FROM pg_index WHERE indrelid = 'names'::REGCLASS AND NOT indisprimary ORDER BY indexrelid
            """,
            cancellationToken
        );
        var foreignKeys = await ListAsync(
            connection,
            """
            SELECT FORMAT('ADD CONSTRAINT %I %s', conname, PG_GET_CONSTRAINTDEF(oid)) FROM pg_constraint
            WHERE conrelid = 'names'::REGCLASS AND contype = 'f' AND conparentid = 0 ORDER BY oid
            """,
            cancellationToken
        );
        var extras = await ListAsync(
            connection,
            """
            SELECT FORMAT('GRANT %s ON names TO %s%s', privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::REGROLE::TEXT END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END)
            FROM pg_class, ACLEXPLODE(relacl) WHERE oid = 'names'::REGCLASS AND grantee <> relowner
            UNION ALL
            SELECT FORMAT('COMMENT ON TABLE names IS %L', OBJ_DESCRIPTION('names'::REGCLASS, 'pg_class'))
            """,
            cancellationToken
        );
        return new(
            kind[0] == "p",
            options.FirstOrDefault() ?? "",
            [.. indexes.Select(NamesIndex.Parse)],
            foreignKeys,
            extras,
            await NamesView.ReadAsync(connection, cancellationToken)
        );
    }

    /// <summary>Runs a query and returns its first column.</summary>
    internal static async Task<IReadOnlyList<string>> ListAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            values.Add(reader.GetString(0));
        return values;
    }
}

/// <summary>An index of <c>names</c>.</summary>
/// <param name="Definition">The definition from USING on, without the column country_id that unique indexes of partitions have at the
/// end.</param>
internal sealed partial record NamesIndex(string Name, bool IsUnique, string Definition)
{
    private const string CountryColumn = ", country_id)";

    /// <summary>Parses the definition of an index.</summary>
    /// <param name="sql">The result of PG_GET_INDEXDEF.</param>
    public static NamesIndex Parse(string sql)
    {
        var parts = Parts().Match(sql);
        var isUnique = parts.Groups["unique"].Success;
        var definition = parts.Groups["definition"].Value;
        if (isUnique)
            definition = definition.Replace(CountryColumn, ")", StringComparison.Ordinal);
        return new(parts.Groups["name"].Value, isUnique, definition);
    }

    /// <summary>Returns the statement that creates the index on a table.</summary>
    /// <param name="name">Name of the index. If it is empty, PostgreSQL chooses the name.</param>
    /// <param name="isPartitioned">Whether the table is partitioned or a partition.</param>
    public string Create(string name, string table, bool isPartitioned)
    {
        // The first closing parenthesis ends the columns.
        var end = Definition.IndexOf(')', StringComparison.Ordinal);
        var definition = isPartitioned && IsUnique ? Definition[..end] + CountryColumn + Definition[(end + 1)..] : Definition;
        return $"CREATE {(IsUnique ? "UNIQUE " : "")}INDEX {name} ON {table} {definition}";
    }

    [GeneratedRegex(@"^CREATE (?<unique>UNIQUE )?INDEX (?<name>\S+) ON (ONLY )?\S+ (?<definition>USING .*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
