using BabyNames.Server.Tests.OData;

namespace BabyNames.Server.Tests.Differential;

/// <summary>The server of <see cref="ODataFixture"/> without rate limits and with 40 more datasets. Nullable columns are null in some of
/// these datasets.</summary>
public sealed class DifferentialFixture : ODataFixture, IAsyncLifetime
{
    public DifferentialFixture()
        : base("--Access:AnonymousReading", "true", "--Limits:TokenLimit", "1000000000", "--Limits:TokensPerSecond", "1000000000") { }

    internal IReadOnlyList<RowSet> Sets { get; private set; } = [];

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        // The order of two of the file names by UTF-16 code unit differs from their order by code point.
        await SqlAsync(
            """
            INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256, row_count, error_count, error_message,
                publisher, licence, attribution, uploaded_at, processed_at)
            SELECT c.id, (ARRAY['a.csv', 'A.csv', 'ﬁ.csv', '𐌰.csv', '100%_.csv', 'é.csv', 'b.zip'])[1 + n % 7], 'nowhere',
                1 + n * n % 50, 'generic_csv',
                lpad(n::TEXT, 64, '0'), CASE WHEN n % 3 <> 1 THEN n % 5 END, n % 4,
                CASE WHEN n % 3 = 1 THEN 'Line ' || n % 2 END, CASE WHEN n % 4 > 1 THEN 'Office ' || n % 3 END,
                    CASE WHEN n % 5 > 1 THEN 'CC BY ' || n % 2 END,
                CASE WHEN n % 2 = 0 THEN 'Office' END, TIMESTAMPTZ '2024-02-28T23:59:59.123456Z' + n / 3 * INTERVAL '7 hours',
                CASE WHEN n % 3 <> 0 THEN TIMESTAMPTZ '2025-01-01T00:00:00Z' + n / 2 * INTERVAL '1 second' END
            FROM generate_series(1, 40) n JOIN countries c ON c.code = (ARRAY['US', 'GB', 'CA', 'AU'])[1 + n % 4]
            """
        );
        await SqlAsync(
            """
            UPDATE datasets SET status = CASE WHEN error_message IS NULL THEN 'processing' ELSE 'failed' END
            WHERE parser_type = 'generic_csv' AND file_size % 2 = 0
            """
        );
        await SqlAsync("UPDATE datasets SET status = 'completed' WHERE status = 'processing' AND row_count IS NOT NULL");
        Sets = await new Metadata(this).ReadAsync();
    }
}
