using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

public class RoleTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private const string Key = """
        INSERT INTO api_keys (key_id, name, key_hash)
        VALUES (SUBSTR(MD5(RANDOM()::TEXT), 1, 12), 'a test', '$2a$10$' || MD5(RANDOM()::TEXT) || SUBSTR(MD5(RANDOM()::TEXT), 1, 21))
        """;

    [Theory]
    [InlineData("api_readonly", "SELECT * FROM api_keys")]
    [InlineData("api_readonly", "SELECT COUNT(*) FROM api_keys")]
    [InlineData("api_readonly", "SELECT key_id FROM api_keys")]
    [InlineData("api_readonly", "SELECT key_hash FROM api_keys")]
    [InlineData("api_worker", "SELECT * FROM api_keys")]
    [InlineData("api_worker", "SELECT COUNT(*) FROM api_keys")]
    [InlineData("api_worker", "SELECT key_hash FROM api_keys")]
    [InlineData("api_worker", "UPDATE api_keys SET role = 'admin'")]
    [InlineData("api_worker", "INSERT INTO datasets DEFAULT VALUES")]
    [InlineData("api_worker", "DELETE FROM datasets")]
    [InlineData("api_worker", "TRUNCATE names")]
    [InlineData("api_worker", "CREATE TABLE mine (id INTEGER)")]
    [InlineData("api_writer", "DELETE FROM api_keys")]
    [InlineData("api_writer", "DELETE FROM datasets")]
    [InlineData("api_writer", "UPDATE names SET count = 1")]
    [InlineData("api_writer", "SELECT begin_first_load()")]
    [InlineData("api_writer", "SELECT begin_staged_load()")]
    [InlineData("api_writer", "SELECT end_staged_load(GEN_RANDOM_UUID(), GEN_RANDOM_UUID())")]
    [InlineData("api_readonly", "UPDATE countries SET name = ''")]
    [InlineData("api_readonly", "INSERT INTO jobs (type) VALUES ('parse_dataset')")]
    [InlineData("api_readonly", "DELETE FROM names")]
    [InlineData("api_readonly", "UPDATE name_statistics SET rank = 1")]
    [InlineData("api_readonly", "DELETE FROM changed_cells")]
    [InlineData("api_readonly", "SELECT begin_first_refresh()")]
    [InlineData("api_readonly", "SELECT analyze_statistics(1)")]
    [InlineData("api_writer", "DELETE FROM searchable_names")]
    [InlineData("api_writer", "SELECT end_first_refresh()")]
    [InlineData("api_worker", "TRUNCATE name_statistics")]
    [InlineData("api_readonly", "SELECT * FROM lock_next_job('me')")]
    [InlineData("api_readonly", "SELECT begin_first_load()")]
    [InlineData("api_readonly", "SELECT begin_staged_load()")]
    [InlineData("api_readonly", "SELECT end_staged_load(GEN_RANDOM_UUID(), GEN_RANDOM_UUID())")]
    [InlineData("api_readonly", "SELECT cleanup_old_jobs()")]
    [InlineData("api_readonly", "SELECT end_load_sessions(GEN_RANDOM_UUID())")]
    [InlineData("api_writer", "SELECT end_load_sessions(GEN_RANDOM_UUID())")]
    [InlineData("api_readonly", "CREATE TABLE mine (id INTEGER)")]
    public async Task A_role_is_denied_a_statement_outside_of_its_rights(string role, string sql)
    {
        await using var command = Source(role).CreateCommand(sql);
        var exception = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
    }

    [Theory]
    [InlineData("api_readonly", "SELECT * FROM countries")]
    [InlineData(
        "api_readonly",
        "SELECT * FROM datasets, dataset_slices, names, jobs, statistics_state, changed_cells, name_statistics, decade_statistics, "
            + "gender_probabilities, year_totals, searchable_names LIMIT 0"
    )]
    [InlineData("api_worker", "SELECT * FROM lock_next_job('me')")]
    [InlineData("api_worker", "SELECT cleanup_old_jobs()")]
    [InlineData("api_worker", "SELECT end_load_sessions(GEN_RANDOM_UUID())")]
    [InlineData("api_worker", "SELECT begin_first_refresh(); SELECT end_first_refresh()")]
    [InlineData("api_worker", "SELECT analyze_statistics(1)")]
    [InlineData("api_worker", "UPDATE decade_statistics SET rank = 1")]
    [InlineData("api_worker", "CREATE TEMPORARY TABLE staged (id INTEGER)")]
    [InlineData("api_writer", Key)]
    [InlineData("api_writer", "SELECT key_hash FROM api_keys")]
    [InlineData("api_writer", "UPDATE api_keys SET revoked_at = NOW()")]
    public async Task A_role_may_run_the_statements_of_its_task(string role, string sql)
    {
        await using var command = Source(role).CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task The_reader_role_has_no_right_to_change_anything() =>
        Assert.Empty(
            await database.SqlAsync(
                """
                SELECT oid::REGCLASS::TEXT FROM pg_class WHERE relnamespace = 'public'::REGNAMESPACE AND CASE
                    WHEN relkind IN ('r', 'm', 'v', 'p') THEN
                        HAS_TABLE_PRIVILEGE('api_readonly', oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                        OR HAS_ANY_COLUMN_PRIVILEGE('api_readonly', oid, 'INSERT, UPDATE, REFERENCES')
                    WHEN relkind = 'S' THEN HAS_SEQUENCE_PRIVILEGE('api_readonly', oid, 'USAGE, UPDATE')
                    ELSE FALSE
                END
                """
            )
        );

    /// <summary>Reads the effective rights of each role from all grants, so that a migration that grants more shows in review.</summary>
    [Fact]
    public async Task Each_role_has_exactly_the_approved_rights()
    {
        var grants = await database.SqlAsync(
            """
            WITH roles AS (SELECT rolname::TEXT AS role FROM pg_roles WHERE rolname LIKE 'api\_%'),
            relations AS (SELECT oid, relname::TEXT AS object, relkind FROM pg_class WHERE relnamespace = 'public'::REGNAMESPACE
                AND relkind IN ('r', 'm', 'v', 'p', 'S'))
            SELECT role, object, STRING_AGG(privilege, ', ' ORDER BY privilege)
            FROM roles CROSS JOIN relations CROSS JOIN UNNEST(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                'TRIGGER']) AS privilege
            WHERE relkind <> 'S' AND HAS_TABLE_PRIVILEGE(role, oid, privilege)
            GROUP BY role, object
            UNION ALL
            SELECT role, object || '(' || STRING_AGG(attname, ', ' ORDER BY attname) || ')', privilege
            FROM roles CROSS JOIN relations CROSS JOIN UNNEST(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS privilege
                JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
            WHERE relkind <> 'S' AND NOT HAS_TABLE_PRIVILEGE(role, oid, privilege) AND HAS_COLUMN_PRIVILEGE(role, oid, attnum, privilege)
            GROUP BY role, object, privilege
            UNION ALL
            SELECT role, object, 'USAGE' FROM roles CROSS JOIN relations WHERE relkind = 'S' AND HAS_SEQUENCE_PRIVILEGE(role, oid, 'USAGE')
            UNION ALL
            SELECT role, proname || '()', 'EXECUTE' FROM roles CROSS JOIN pg_proc WHERE pronamespace = 'public'::REGNAMESPACE
                AND prorettype <> 'trigger'::REGTYPE
                AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
                    AND HAS_FUNCTION_PRIVILEGE(role, pg_proc.oid, 'EXECUTE')
            ORDER BY 1, 2, 3
            """
        );
        var table = string.Concat(grants.Select(grant => $"| {string.Join(" | ", grant)} |\n"));
        await Approved.CompareAsync(
            "schema/database/grants.md",
            $"""
            # What each role of the database may do

            A test writes this file from the grants of PostgreSQL. `api_readonly` reads for all requests, `api_worker` runs jobs, and
            `api_writer` stores keys and accepts uploads. No role can log in, and no role has a right that is not listed here.

            | role | on | may |
            |---|---|---|

            """ + table
        );
    }

    [Theory]
    [InlineData("api_readonly")]
    [InlineData("api_worker")]
    public async Task The_reader_and_worker_roles_have_no_right_on_api_keys(string role) =>
        Assert.False(
            await database.Databases.Owner.OneAsync<bool>("SELECT HAS_ANY_COLUMN_PRIVILEGE($1, 'api_keys', 'SELECT, INSERT, UPDATE')", role)
        );

    [Fact]
    public async Task No_role_can_log_in() =>
        Assert.Equal(
            [
                ["api_readonly", false, false],
                ["api_worker", false, false],
                ["api_writer", false, false],
            ],
            await database.SqlAsync(
                "SELECT rolname::TEXT, rolcanlogin, rolsuper FROM pg_roles WHERE rolname LIKE 'api\\_%' ORDER BY rolname"
            )
        );

    private NpgsqlDataSource Source(string role) =>
        role switch
        {
            "api_readonly" => database.Databases.Reader,
            "api_worker" => database.Databases.Worker,
            _ => database.Databases.Writer,
        };
}
