using System.CommandLine;
using BabyNames.Data.ApiKeys;
using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames keys create | list | rotate | expire | revoke</c>.</summary>
internal static class KeysCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create() => new("keys", "Manage API keys.") { CreateKey(), List(), Rotate(), Expire(), Revoke() };

    private static Command CreateKey()
    {
        var name = new Option<string>("--name")
        {
            Description = "Name of the key's owner. It is shown with the datasets that the key uploads.",
            Required = true,
        };
        var role = new Option<string>("--role")
        {
            Description =
                "Role of the key: viewer may read; admin may also upload, and manage datasets and keys; monitor may "
                + "read only metrics and the state of queue and database.",
            DefaultValueFactory = _ => Roles.Viewer,
        };
        role.AcceptOnlyFromAmong(Roles.Viewer, Roles.Admin, Roles.Monitor);
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "Time at which the key expires, for example 2027-12-31T00:00:00Z. The default is no expiry.",
        };
        var command = new Command("create", "Create a key and print it. It is not shown again.") { name, role, expires };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var owner = result.GetRequiredValue(name);
                await host.RecordAsync(
                    "keys create",
                    owner,
                    async () =>
                        Print(
                            await Issuer(host)
                                .CreateAsync(owner, result.GetRequiredValue(role), result.GetValue(expires), cancellationToken)
                        ),
                    cancellationToken
                );
                return 0;
            }
        );
        return command;
    }

    private static Command List()
    {
        const int limit = 10_000;
        var command = new Command(
            "list",
            "List all keys, newest first: public id, role, state, time of the last use, name. Revoked and expired keys are included."
        );
        command.SetAction(
            async (_, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                foreach (var key in await host.Services.GetRequiredService<ApiKeyStore>().ListAsync(limit, cancellationToken))
                {
                    var use = key.LastUsedAt is { } used ? $"used {used:u}" : "never used";
                    Console.WriteLine($"{key.KeyId}  {key.Role, -7}  {State(key), -25}  {use, -25}  {key.Name}");
                }
                return 0;
            }
        );
        return command;
    }

    private static Command Rotate()
    {
        const int defaultOverlap = 24;
        var overlap = new Option<int>("--overlap")
        {
            Description = "Time for which the old key remains usable, in hours.",
            DefaultValueFactory = _ => defaultOverlap,
        };
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "Time at which the new key expires. The default is the expiry of the old key, if it has one.",
        };
        return CreateForKey(
            "rotate",
            "Create a key that replaces another one, and print it. It is not shown again.",
            async (issuer, id, result, cancellationToken) =>
                Print(
                    await issuer.RotateAsync(id, TimeSpan.FromHours(result.GetValue(overlap)), result.GetValue(expires), cancellationToken)
                ),
            overlap,
            expires
        );
    }

    private static Command Expire()
    {
        var at = new Option<DateTimeOffset>("--at")
        {
            Description = "Time at which the key expires, for example 2027-12-31T00:00:00Z.",
            Required = true,
        };
        return CreateForKey(
            "expire",
            "Set the time at which a key expires.",
            async (issuer, id, result, cancellationToken) =>
            {
                await issuer.ExpireAsync(id, result.GetRequiredValue(at), cancellationToken);
                Console.WriteLine("done");
            },
            at
        );
    }

    private static Command Revoke() =>
        CreateForKey(
            "revoke",
            "Revoke a key now.",
            async (issuer, id, _, cancellationToken) =>
            {
                await issuer.RevokeAsync(id, cancellationToken);
                Console.WriteLine("done");
            }
        );

    /// <summary>Creates a command whose argument is a key. The action is recorded in the audit log.</summary>
    private static Command CreateForKey(
        string name,
        string description,
        Func<ApiKeyIssuer, string, ParseResult, CancellationToken, Task> run,
        params Option[] options
    )
    {
        var id = new Argument<string>("ID") { Description = "Public id of the key. `babynames keys list` shows it." };
        var command = new Command(name, description) { id };
        foreach (var option in options)
            command.Add(option);
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var key = result.GetRequiredValue(id);
                await host.RecordAsync($"keys {name}", key, () => run(Issuer(host), key, result, cancellationToken), cancellationToken);
                return 0;
            }
        );
        return command;
    }

    private static ApiKeyIssuer Issuer(CommandHost host) => host.Services.GetRequiredService<ApiKeyIssuer>();

    /// <summary>Prints the key on a line without other text, so that scripts can read it.</summary>
    private static void Print(IssuedApiKey key) => Console.WriteLine(key.Text);

    private static string State(ApiKeyFacts key) =>
        key switch
        {
            { RevokedAt: { } time } => $"revoked {time:u}",
            { ExpiresAt: { } time } => $"{(time <= DateTimeOffset.UtcNow ? "expired" : "expires")} {time:u}",
            _ => "usable",
        };
}
