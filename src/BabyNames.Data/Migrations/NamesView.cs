using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>A view that reads the table <c>names</c>.</summary>
/// <param name="Drop">Statement that drops the view.</param>
/// <param name="Create">Statements that create the view, its grants and its comment.</param>
internal sealed record NamesView(string Drop, IReadOnlyList<string> Create)
{
    private const string ViewsOfNames = """
        SELECT DISTINCT ev_class FROM pg_depend JOIN pg_rewrite r ON (classid, objid) = ('pg_rewrite'::REGCLASS, r.oid)
        WHERE (refclassid, refobjid) = ('pg_class'::REGCLASS, 'names'::REGCLASS)
        """;

    /// <summary>Reads the views from the catalog.</summary>
    /// <exception cref="MigrationException">A view is materialized, or another view reads it.</exception>
    public static async Task<IReadOnlyList<NamesView>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var lost = await NamesTable.ListAsync(
            connection,
            $"""
            SELECT oid::REGCLASS::TEXT FROM pg_class WHERE oid IN ({ViewsOfNames}) AND relkind <> 'v'
            UNION
            SELECT r.ev_class::REGCLASS::TEXT FROM pg_depend JOIN pg_rewrite r ON (classid, objid) = ('pg_rewrite'::REGCLASS, r.oid)
            WHERE refclassid = 'pg_class'::REGCLASS AND refobjid IN ({ViewsOfNames}) AND refobjid <> r.ev_class
            """,
            cancellationToken
        );
        if (lost.Count > 0)
            throw new MigrationException(
                $"{string.Join(", ", lost)} depends on the table and would be lost. Drop it first and create it again afterwards."
            );
        var views = await NamesTable.ListAsync(
            connection,
            $"SELECT oid::REGCLASS::TEXT FROM pg_class WHERE oid IN ({ViewsOfNames}) ORDER BY oid",
            cancellationToken
        );
        var read = new List<NamesView>();
        foreach (var view in views)
            read.Add(new($"DROP VIEW {view}", await NamesTable.ListAsync(connection, Statements(view), cancellationToken)));
        return read;
    }

    /// <param name="view">Name of the view, quoted for SQL.</param>
    private static string Statements(string view) =>
        $"""
            SELECT FORMAT('CREATE VIEW {view} AS %s', RTRIM(PG_GET_VIEWDEF('{view}'::REGCLASS), '; '))
            UNION ALL
            SELECT FORMAT('GRANT %s ON {view} TO %s%s', privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::REGROLE::TEXT END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END)
            FROM pg_class, ACLEXPLODE(relacl) WHERE oid = '{view}'::REGCLASS AND grantee <> relowner
            UNION ALL
            SELECT FORMAT('COMMENT ON VIEW {view} IS %L', OBJ_DESCRIPTION('{view}'::REGCLASS, 'pg_class'))
            """;
}
