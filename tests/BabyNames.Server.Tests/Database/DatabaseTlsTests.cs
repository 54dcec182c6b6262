using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

/// <summary>Tests connections to a PostgreSQL with a TLS certificate, by servers that verify the certificate.</summary>
public sealed class DatabaseTlsTests : IAsyncLifetime
{
    /// <summary>A loopback address that no other program uses.</summary>
    private const string Address = "127.77.77.77";

    private readonly string _folder = TestFolder.Create();
    private EmbeddedPostgres? _postgres;

    public async Task InitializeAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(_folder, [$"listen_addresses={Address}"], CancellationToken.None);
        using var authority = Authority("ours.pem");
        Authority("another.pem").Dispose();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=database", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(Address));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1), [1]);
        await using var owner = NpgsqlDataSource.Create(_postgres.ConnectionString);
        var data = (string)(await owner.SqlAsync("SHOW data_directory"))[0][0];
        // PostgreSQL writes the files itself, because it accepts only a private key that its own user owns.
        await owner.SqlAsync(
            $"COPY (SELECT UNNEST(STRING_TO_ARRAY('{certificate.ExportCertificatePem()}', E'\\n'))) TO PROGRAM 'cat > {data}/server.crt'"
        );
        await owner.SqlAsync(
            $"COPY (SELECT UNNEST(STRING_TO_ARRAY('{key.ExportPkcs8PrivateKeyPem()}', E'\\n'))) TO PROGRAM 'umask 077; cat > "
                + $"{data}/server.key'"
        );
        await owner.SqlAsync("ALTER SYSTEM SET ssl = on");
        await owner.SqlAsync("SELECT pg_reload_conf()");
        await Eventually.SeeAsync(() => Task.FromResult(SpeaksTls()), speaks => speaks, "PostgreSQL to accept TLS connections");
    }

    public async Task DisposeAsync()
    {
        await _postgres!.DisposeAsync();
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task Connections_are_encrypted_and_the_certificate_is_verified()
    {
        await using (var server = await StartAsync(Address, "ours.pem"))
        {
            using var client = new HttpClient { BaseAddress = new(server.App.Urls.Single()) };
            await client.GetJsonAsync("/odata/Countries");
            await using var owner = NpgsqlDataSource.Create(_postgres!.ConnectionString);
            var connections = await owner.SqlAsync(
                "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL"
            );
            Assert.NotEmpty(connections);
            Assert.All(connections, connection => Assert.Equal([true], connection));
        }
        foreach (var (host, authority) in new[] { (Address, "another.pem"), ("127.77.77.78", "ours.pem") })
        {
            var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(host, authority));
            Assert.StartsWith("The database is not available", refusal.Message, StringComparison.Ordinal);
        }
    }

    private static bool SpeaksTls()
    {
        try
        {
            using var connection = new NpgsqlConnection(
                $"Host={Address};Username=postgres;Database=postgres;SSL Mode=Require;Pooling=false"
            );
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private Task<Server> StartAsync(string host, string authority) =>
        Server.StartAsync(
            [
                "--environment",
                "Production",
                "--urls",
                "http://127.0.0.1:0",
                "--Access:AnonymousReading",
                "true",
                "--Database:StartupTimeout",
                "00:00:00",
                "--Storage:Path",
                _folder,
                "--Logging:LogLevel:Default",
                "Critical",
                "--ConnectionStrings:BabyNames",
                $"Host={host};Username=postgres;Database=babynames;SSL Mode=VerifyFull;Root Certificate={Path.Combine(_folder, authority)}",
            ],
            CancellationToken.None
        );

    /// <summary>Creates a certificate authority and writes its certificate to a file.</summary>
    private X509Certificate2 Authority(string file)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={file}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true)
        );
        var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(Path.Combine(_folder, file), authority.ExportCertificatePem());
        return authority;
    }
}
