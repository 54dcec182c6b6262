using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Creates the roles <c>api_readonly</c>, <c>api_worker</c> and <c>api_writer</c> and grants their privileges. Roles belong to
/// the cluster, not to the database, so that a dump that is restored on another cluster has no roles and no grants.</summary>
/// <param name="connection">A connection of the user who owns the database objects.</param>
internal sealed class DatabaseRoles(NpgsqlConnection connection)
{
    // The same statement as in 005_access.up.sql.
    private const string CreateRoles = """
        DO $$
        DECLARE
            wanted NAME;
            separate CONSTANT BOOLEAN := current_setting('server_version_num')::INTEGER >= 160000;
        BEGIN
            FOREACH wanted IN ARRAY ARRAY['api_readonly', 'api_worker', 'api_writer']::NAME[] LOOP
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                    BEGIN
                        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN
                        NULL;
                    END;
                END IF;
                IF NOT pg_has_role(current_user, wanted, CASE WHEN separate THEN 'SET' ELSE 'MEMBER' END)
                    OR separate AND pg_has_role(current_user, wanted, 'MEMBER WITH ADMIN OPTION')
                        AND NOT pg_has_role(current_user, wanted, 'USAGE') THEN
                    EXECUTE format('GRANT %I TO CURRENT_USER', wanted)
                        || CASE WHEN separate THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END;
                END IF;
            END LOOP;
        END;
        $$
        """;

    /// <summary>Common table expression of the privileges that the roles must have.</summary>
    private const string WantedGrants =
        "WITH wanted AS (SELECT * FROM UNNEST($1, $2, $3, $4) AS wanted(role, object, of_column, privilege)) ";

    /// <summary>Returns the statements that revoke functions from PUBLIC. PUBLIC can execute a function that is restored without its
    /// grants.</summary>
    private const string PublicFunctions = """
        SELECT STRING_AGG(FORMAT('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', p.oid::REGPROCEDURE), '; ')
        FROM pg_proc p
        WHERE pronamespace = 'public'::REGNAMESPACE AND prorettype <> 'trigger'::REGTYPE
            AND HAS_FUNCTION_PRIVILEGE('public', oid, 'EXECUTE')
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
            AND (SELECT COUNT(*) FROM wanted WHERE object = proname || '()') < (SELECT COUNT(DISTINCT role) FROM wanted)
        """;

    /// <summary>Returns the statements that grant missing privileges. The common table expressions are materialized, because PostgreSQL
    /// raises an error if it checks a privilege that the kind of object does not have.</summary>
    private const string MissingGrants = """
        , tables AS MATERIALIZED (
            SELECT wanted.*, oid, relkind = 'S' AS is_sequence FROM wanted JOIN pg_class ON relname = object
            WHERE relnamespace = 'public'::REGNAMESPACE
        ), functions AS MATERIALIZED (
            SELECT wanted.*, oid FROM wanted JOIN pg_proc ON proname || '()' = object WHERE pronamespace = 'public'::REGNAMESPACE
        )
        SELECT STRING_AGG(sql, '; ') FROM (
            SELECT FORMAT('GRANT %s%s ON %s %s TO %I', privilege, '(' || QUOTE_IDENT(of_column) || ')',
                CASE WHEN is_sequence THEN 'SEQUENCE' ELSE 'TABLE' END, oid::REGCLASS, role) AS sql
            FROM tables
            WHERE NOT CASE
                WHEN is_sequence THEN HAS_SEQUENCE_PRIVILEGE(role, oid, privilege)
                WHEN of_column IS NULL THEN HAS_TABLE_PRIVILEGE(role, oid, privilege)
                ELSE HAS_COLUMN_PRIVILEGE(role, oid, of_column, privilege)
            END
            UNION ALL
            SELECT FORMAT('GRANT %s ON FUNCTION %s TO %I', privilege, oid::REGPROCEDURE, role)
            FROM functions WHERE NOT HAS_FUNCTION_PRIVILEGE(role, oid, privilege)
            UNION ALL
            SELECT FORMAT('GRANT USAGE ON SCHEMA public TO %I', role) FROM (SELECT DISTINCT role FROM wanted) roles
            WHERE NOT HAS_SCHEMA_PRIVILEGE(role, 'public', 'USAGE')
            UNION ALL
            SELECT FORMAT('GRANT TEMPORARY ON DATABASE %I TO api_worker', CURRENT_DATABASE())
            WHERE NOT HAS_DATABASE_PRIVILEGE('api_worker', CURRENT_DATABASE(), 'TEMPORARY')
        ) missing
        """;

    /// <summary>Returns an owner of objects of the schema, of whose role the user is not a member.</summary>
    private const string ForeignOwner = """
        , objects AS (
            SELECT relowner AS owner FROM pg_class
            WHERE relnamespace = 'public'::REGNAMESPACE AND (relname = 'schema_migrations' OR relname IN (SELECT object FROM wanted))
            UNION
            SELECT proowner FROM pg_proc
            WHERE pronamespace = 'public'::REGNAMESPACE AND proname || '()' IN (SELECT object FROM wanted)
        )
        SELECT PG_GET_USERBYID(owner)::TEXT FROM objects WHERE NOT PG_HAS_ROLE(owner, 'USAGE') ORDER BY 1 LIMIT 1
        """;

    /// <summary>Creates missing roles and makes the user a member of each.</summary>
    /// <exception cref="MigrationException">The user does not have the privilege.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(CreateRoles, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            var user = new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username;
            throw new MigrationException(
                $"The user {user} cannot create the roles api_readonly, api_worker and api_writer, or cannot become a member of them: "
                    + $"{exception.MessageText}. As a superuser, run `CREATE ROLE` for each missing role, then "
                    + $"`GRANT api_readonly, api_worker, api_writer TO \"{user}\"`. Then start the program again.",
                exception
            );
        }
    }

    /// <summary>Grants the missing privileges of <c>schema/database/grants.md</c>. The schema must have the version of this
    /// program.</summary>
    /// <returns>Whether privileges were missing.</returns>
    /// <exception cref="MigrationException">The user does not own the objects.</exception>
    public async Task<bool> GrantAsync(CancellationToken cancellationToken)
    {
        var missing = false;
        try
        {
            foreach (var query in new[] { PublicFunctions, MissingGrants })
            {
                if (await FindAsync(query, cancellationToken) is not { } statements)
                    continue;
                await ExecuteAsync(statements, cancellationToken);
                // PostgreSQL only warns if the user may not grant a privilege.
                if (await FindAsync(query, cancellationToken) is not null)
                    throw Incomplete("the user does not own the tables", null);
                missing = true;
            }
            return missing;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw Incomplete(exception.MessageText, exception);
        }
    }

    /// <summary>Returns the statements that <see cref="GrantAsync"/> would run. The list is empty if no privilege is missing.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var query in new[] { PublicFunctions, MissingGrants })
        {
            if (await FindAsync(query, cancellationToken) is { } statements)
                missing.Add(statements);
        }
        return missing;
    }

    /// <summary>Returns why the user cannot migrate the schema, and what the operator can do, if another user owns it, as after a dump is
    /// restored by another user; null if the user owns it.</summary>
    public async Task<string?> FindForeignOwnerAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(ForeignOwner, cancellationToken) is not { } owner)
            return null;
        var user = new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username;
        return $"the tables belong to {owner}, and the program connects as {user}; restore the dump with `pg_restore --no-owner` as "
            + $"{user}, or set ConnectionStrings__BabyNames to the user {owner}";
    }

    private static MigrationException Incomplete(string reason, Exception? inner) =>
        new(
            "The roles api_readonly, api_worker and api_writer do not have all privileges, and the user cannot grant the missing ones: "
                + $"{reason}. Restore the dump with `pg_restore --no-owner` as the user of ConnectionStrings__BabyNames, or start the "
                + "program as the owner of the tables.",
            inner
        );

    private async Task<string?> FindAsync(string query, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(WantedGrants + query, connection);
        Func<Grant, string?>[] columns = [grant => grant.Role, grant => grant.Object, grant => grant.Column, grant => grant.Privilege];
        foreach (var column in columns)
            command.Parameters.Add(new() { Value = Grant.All.Select(column).ToArray() });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
