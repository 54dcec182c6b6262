using System.Net.Sockets;
using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using Npgsql;
using Testcontainers.PostgreSql;

namespace BabyNames.Server.Tests.Support;

/// <summary>The PostgreSQL of a whole test run. It is the server that BABYNAMES_TEST_DATABASE names. Without this variable it is a
/// container if a Docker daemon responds, and otherwise a private cluster from local binaries. If none of them is available, every test
/// that needs a database fails.</summary>
/// <param name="ConnectionString">The connection string of a user that may create databases and roles.</param>
internal sealed record TestPostgres(string ConnectionString, Func<Task> StopAsync)
{
    public const string Variable = "BABYNAMES_TEST_DATABASE";

    /// <summary>If this variable is set, the tests connect as a user that may create roles and databases and is not a superuser.</summary>
    private const string OwnerVariable = "BABYNAMES_TEST_OWNER";
    private const string BinariesVariable = "BABYNAMES_POSTGRES_BIN";
    private const string Image = "postgres:17";

    /// <summary>Settings without durability, because the data is deleted after the test run.</summary>
    private static readonly string[] Settings =
    [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=500",
        "shared_buffers=128MB",
    ];

    public static async Task<TestPostgres> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return new(named, () => Task.CompletedTask);
        return !IsSet(BinariesVariable) && DockerSocket() is { } socket && await AnswersAsync(socket)
            ? await StartContainerAsync()
            : await StartLocalAsync();
    }

    private static async Task<TestPostgres> StartContainerAsync()
    {
        var container = new PostgreSqlBuilder(Image).WithCommand([.. Settings.SelectMany(setting => new[] { "-c", setting })]).Build();
        try
        {
            await container.StartAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new InvalidOperationException(
                $"Docker responds, but {Image} did not start in a container: {exception.Message} Name a PostgreSQL in {Variable}.",
                exception
            );
        }
        return new(container.GetConnectionString(), () => container.DisposeAsync().AsTask());
    }

    private static async Task<TestPostgres> StartLocalAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"babynames-tests-{Guid.NewGuid():N}"[..26]);
        try
        {
            var postgres = await EmbeddedPostgres.StartAsync(folder, Settings, CancellationToken.None);
            var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres" };
            if (IsSet(OwnerVariable))
                await BecomeOwnerAsync(connection);
            return new(
                connection.ConnectionString,
                async () =>
                {
                    await postgres.DisposeAsync();
                    TestFolder.Delete(folder);
                }
            );
        }
        catch (StartupException exception)
        {
            TestFolder.Delete(folder);
            throw new InvalidOperationException(
                $"The tests need a PostgreSQL: name one in {Variable} (a connection string of a superuser), or start Docker, or "
                    + $"install PostgreSQL here. {exception.Message}",
                exception
            );
        }
    }

    private static async Task BecomeOwnerAsync(NpgsqlConnectionStringBuilder connection)
    {
        const string User = "babynames_owner";
        await using (var superuser = NpgsqlDataSource.Create(connection))
            await superuser.SqlAsync($"CREATE ROLE {User} LOGIN CREATEROLE CREATEDB");
        connection.Username = User;
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private static string? DockerSocket()
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "unix:///var/run/docker.sock";
        return host.StartsWith("unix://", StringComparison.Ordinal) && !OperatingSystem.IsWindows() ? host["unix://".Length..] : null;
    }

    /// <summary>Sends a ping to the Docker daemon. Neither a client on the PATH nor the file of a socket shows that the daemon
    /// runs.</summary>
    private static async Task<bool> AnswersAsync(string socket)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var response = await client.GetAsync("http://docker/_ping");
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
