using Npgsql;

namespace BabyNames.Server.Tests.Support;

/// <summary>Reads the objects that migrations create from PostgreSQL's system catalog. The result has a line for each object.</summary>
internal static class Catalog
{
    public static async Task<string> ReadAsync(NpgsqlDataSource owner) =>
        string.Join('\n', (await owner.SqlAsync(Query)).Select(row => $"{row[0]} {row[1]}: {row[2]}"));

    private const string Query = """
        WITH ours AS (SELECT 'public'::REGNAMESPACE::OID AS schema)
        SELECT * FROM (
            SELECT 'relation', c.oid::REGCLASS::TEXT, CONCAT_WS(' ', c.relkind, c.relpersistence, 'owner', c.relowner::REGROLE,
                'acl', (SELECT STRING_AGG(a::TEXT, ',' ORDER BY a::TEXT) FROM UNNEST(
                    COALESCE(c.relacl, ACLDEFAULT((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner))) a),
                'with', ARRAY_TO_STRING(c.reloptions, ','), 'of', (SELECT refobjid::REGCLASS || '.' || refobjsubid FROM pg_depend
                    WHERE (classid, objid, deptype) = ('pg_class'::REGCLASS, c.oid, 'a') AND c.relkind = 'S')) AS text
            FROM pg_class c, ours WHERE c.relnamespace = ours.schema AND c.relkind <> 'i'
            UNION ALL
            SELECT 'column', c.oid::REGCLASS || '.' || a.attname, CONCAT_WS(' ', FORMAT_TYPE(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN 'not null' END, PG_GET_EXPR(d.adbin, d.adrelid), 'collation', a.attcollation::REGCOLLATION,
                    'acl', a.attacl)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum), ours
            WHERE c.relnamespace = ours.schema AND c.relkind IN ('r', 'm', 'v') AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT 'constraint', conrelid::REGCLASS || '.' || conname, PG_GET_CONSTRAINTDEF(oid) FROM pg_constraint, ours
                WHERE connamespace = ours.schema
            UNION ALL
            SELECT 'index', indexrelid::REGCLASS::TEXT, PG_GET_INDEXDEF(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' invalid' END
            FROM pg_index JOIN pg_class c ON c.oid = indexrelid, ours WHERE c.relnamespace = ours.schema
            UNION ALL
            SELECT 'function', oid::REGPROCEDURE::TEXT, CONCAT_WS(' ', PG_GET_FUNCTIONDEF(oid), 'owner', proowner::REGROLE,
                'acl', COALESCE(proacl, ACLDEFAULT('f', proowner)))
            FROM pg_proc, ours WHERE pronamespace = ours.schema
            UNION ALL
            SELECT 'trigger', tgrelid::REGCLASS || '.' || tgname, CONCAT_WS(' ', PG_GET_TRIGGERDEF(t.oid), tgenabled)
            FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid, ours WHERE c.relnamespace = ours.schema AND NOT tgisinternal
            UNION ALL
            SELECT 'view', c.oid::REGCLASS::TEXT, PG_GET_VIEWDEF(c.oid) FROM pg_class c, ours WHERE c.relnamespace = ours.schema
                AND c.relkind IN ('m', 'v')
            UNION ALL
            SELECT 'comment', PG_DESCRIBE_OBJECT(d.classoid, d.objoid, d.objsubid), d.description
            FROM pg_description d JOIN pg_class c ON c.oid = d.objoid, ours WHERE c.relnamespace = ours.schema
                AND d.classoid = 'pg_class'::REGCLASS
            UNION ALL
            SELECT 'schema', nspname::TEXT, (SELECT STRING_AGG(a::TEXT, ',' ORDER BY a::TEXT) FROM UNNEST(nspacl) a)
                FROM pg_namespace, ours WHERE oid = ours.schema
            UNION ALL
            SELECT 'database', 'itself', (SELECT STRING_AGG(a::TEXT, ',' ORDER BY a::TEXT)
                FROM UNNEST(COALESCE(datacl, ACLDEFAULT('d', datdba))) a)
            FROM pg_database WHERE datname = CURRENT_DATABASE()
            UNION ALL
            SELECT 'extension', extname::TEXT, extversion FROM pg_extension
        ) AS object(kind, name, text)
        ORDER BY kind COLLATE "C", name COLLATE "C", text COLLATE "C"
        """;
}
