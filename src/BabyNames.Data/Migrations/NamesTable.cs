using System.Text.RegularExpressions;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary><c>names</c> as the catalog describes it, with the statements that create the same table in the other layout, so that
/// columns and
/// indexes that were added later are kept.</summary>
/// <param name="Options">Storage options of <c>names</c>, or of the default partition.</param>
/// <param name="Indexes">Indexes without the primary key.</param>
/// <param name="ForeignKeys">As clauses of ALTER TABLE.</param>
/// <param name="Extras">Grants and the comment, as statements.</param>
/// <param name="Views">Views of the table, which are dropped with it and created again.</param>
internal sealed record NamesTable(
    bool IsPartitioned,
    string Options,
    IReadOnlyList<NamesIndex> Indexes,
    IReadOnlyList<string> ForeignKeys,
    IReadOnlyList<string> Extras,
    IReadOnlyList<NamesView> Views
)
{
    /// <summary>Name of the new table.</summary>
    public const string New = "names_new";

    public const string CreateParent = $"CREATE TABLE {New} (LIKE names INCLUDING ALL EXCLUDING INDEXES) PARTITION BY LIST (country_id)";

    /// <summary>Sets the role of the owner, who will own the new tables, and locks out writers.</summary>
    public const string Begin = """
        SELECT SET_CONFIG('role', PG_GET_USERBYID(relowner), TRUE) FROM pg_class WHERE oid = 'names'::REGCLASS;
        LOCK TABLE names IN SHARE MODE;
        SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off
        """;

    private const string Default = "names_default";

    /// <summary>Drops the old table with its indexes, so that the new ones can have their names. The sequence is kept.</summary>
    private IEnumerable<string> Replace =>
        [
            .. Views.Select(view => view.Drop),
            "ALTER SEQUENCE names_id_seq OWNED BY NONE",
            "DROP TABLE names",
            $"ALTER TABLE {New} RENAME TO names",
        ];

    private IEnumerable<string> Complete => [OwnSequence, .. Extras, .. Views.SelectMany(view => view.Create)];

    private const string OwnSequence = "ALTER SEQUENCE names_id_seq OWNED BY names.id";

    private readonly string _with = Options == "" ? "" : $" WITH ({Options})";

    /// <summary>Table of the rows without a partition.</summary>
    public string Source => IsPartitioned ? Default : "names";

    public string CreatePlain => $"CREATE TABLE {New} (LIKE names INCLUDING ALL EXCLUDING INDEXES){_with}";

    public IEnumerable<string> IndexPlain =>
        [
            $"ALTER TABLE {New} ADD CONSTRAINT new_names_pkey PRIMARY KEY (id)",
            .. Indexes.Select(index => index.Create($"new_{index.Name}", New, isPartitioned: false)),
        ];

    /// <summary>Runs after the rows are copied and indexed.</summary>
    public IEnumerable<string> ExchangeForPlain =>
        [
            .. Replace,
            "ALTER TABLE names RENAME CONSTRAINT new_names_pkey TO names_pkey",
            .. Indexes.Select(index => $"ALTER INDEX new_{index.Name} RENAME TO {index.Name}"),
            .. Complete,
        ];

    /// <summary>With the constraint PostgreSQL does not scan the rows when the table becomes a partition.</summary>
    public IEnumerable<string> CreatePartition(NamesPart part) =>
        [
            $"""
                CREATE TABLE {part.Table} (
                    LIKE names INCLUDING ALL EXCLUDING INDEXES EXCLUDING COMMENTS, CONSTRAINT chk_partition CHECK (country_id = '{part.CountryId}')
                ){_with}
                """,
            // In two parts, because there is an index for each of them.
            $"INSERT INTO {part.Table} SELECT * FROM {Source} WHERE country_id = '{part.CountryId}' AND deleted_at IS NULL",
            $"INSERT INTO {part.Table} SELECT * FROM {Source} WHERE country_id = '{part.CountryId}' AND deleted_at IS NOT NULL",
            $"ALTER TABLE {part.Table} ADD PRIMARY KEY (id, country_id)",
            .. Indexes.Select(index => index.Create("", part.Table, isPartitioned: true)),
        ];

    public string AddForeignKeys(string table) => $"ALTER TABLE {table} {string.Join(", ", ForeignKeys)}";

    /// <summary>The default partition is last, because attaching others beside it would scan its rows.</summary>
    public IEnumerable<string> ExchangeForPartitions(IEnumerable<NamesPart> parts) =>
        [
            .. IsPartitioned ? [$"DROP TABLE {Default}"] : BecomeParent(),
            .. parts.SelectMany(part =>
                (string[])
                    [
                        $"ALTER TABLE names ATTACH PARTITION {part.Table} FOR VALUES IN ('{part.CountryId}')",
                        $"ALTER TABLE {part.Table} DROP CONSTRAINT chk_partition",
                    ]
            ),
            $"CREATE TABLE {Default} PARTITION OF names DEFAULT{_with}",
        ];

    private IEnumerable<string> BecomeParent() =>
        [
            .. Replace,
            "ALTER TABLE names ADD CONSTRAINT names_pkey PRIMARY KEY (id, country_id)",
            .. Indexes.Select(index => index.Create(index.Name, "names", isPartitioned: true)),
            .. Complete,
        ];

    /// <exception cref="MigrationException">An object depends on a view of the table.</exception>
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
/// <param name="Definition">Definition from USING on, without the country at the end of unique indexes of partitions.</param>
internal sealed partial record NamesIndex(string Name, bool IsUnique, string Definition)
{
    private const string Country = ", country_id)";

    /// <param name="sql">The result of PG_GET_INDEXDEF.</param>
    public static NamesIndex Parse(string sql)
    {
        var parts = Parts().Match(sql);
        var isUnique = parts.Groups["unique"].Success;
        var definition = parts.Groups["definition"].Value;
        if (isUnique)
            definition = definition.Replace(Country, ")", StringComparison.Ordinal);
        return new(parts.Groups["name"].Value, isUnique, definition);
    }

    /// <param name="name">Empty to let PostgreSQL choose it.</param>
    public string Create(string name, string table, bool isPartitioned)
    {
        // The first closing parenthesis ends the columns.
        var end = Definition.IndexOf(')', StringComparison.Ordinal);
        var definition = isPartitioned && IsUnique ? Definition[..end] + Country + Definition[(end + 1)..] : Definition;
        return $"CREATE {(IsUnique ? "UNIQUE " : "")}INDEX {name} ON {table} {definition}";
    }

    [GeneratedRegex(@"^CREATE (?<unique>UNIQUE )?INDEX (?<name>\S+) ON (ONLY )?\S+ (?<definition>USING .*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
