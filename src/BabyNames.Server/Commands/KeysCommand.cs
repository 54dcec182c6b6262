using System.CommandLine;
using BabyNames.Data.ApiKeys;
using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames keys create | list | rotate | expire | revoke</c>.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Keys of the API.") { Make(), List(), Rotate(), Expire(), Revoke() };

    private static Command Make()
    {
        var name = new Option<string>("--name") { Description = "Whose key it is; shown with what it uploads.", Required = true };
        var role = new Option<string>("--role")
        {
            Description = "viewer reads; admin also uploads and manages datasets and keys.",
            DefaultValueFactory = _ => Roles.Viewer,
        };
        role.AcceptOnlyFromAmong(Roles.Viewer, Roles.Admin);
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "When it ends by itself, for example 2027-12-31T00:00:00Z. Never unless given.",
        };
        var command = new Command("create", "Make a key and print it, this once.") { name, role, expires };
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
        const int most = 10_000;
        var command = new Command("list", "List the keys, ended ones too, newest first: public id, role, state, when last used, name.");
        command.SetAction(
            async (_, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                foreach (var key in await host.Services.GetRequiredService<ApiKeyStore>().ListAsync(most, cancellationToken))
                    Console.WriteLine(
                        $"{key.KeyId}  {key.Role, -6}  {State(key), -25}  {(key.LastUsedAt is { } used ? $"used {used:u}" : "never used"), -25}  {key.Name}"
                    );
                return 0;
            }
        );
        return command;
    }

    private static Command Rotate()
    {
        const int usual = 24;
        var overlap = new Option<int>("--overlap") { Description = "Hours that the old key goes on.", DefaultValueFactory = _ => usual };
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "When the new key ends by itself. When the old one would have, or never, unless given.",
        };
        return On(
            "rotate",
            "Make a key in another one's place and print it, this once.",
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
        var at = new Option<DateTimeOffset>("--at") { Description = "When, for example 2027-12-31T00:00:00Z.", Required = true };
        return On(
            "expire",
            "Let a key end at a moment to come.",
            async (issuer, id, result, cancellationToken) =>
            {
                await issuer.ExpireAsync(id, result.GetRequiredValue(at), cancellationToken);
                Console.WriteLine("done");
            },
            at
        );
    }

    private static Command Revoke() =>
        On(
            "revoke",
            "End a key at once.",
            async (issuer, id, _, cancellationToken) =>
            {
                await issuer.RevokeAsync(id, cancellationToken);
                Console.WriteLine("done");
            }
        );

    private static Command On(
        string name,
        string description,
        Func<ApiKeyIssuer, string, ParseResult, CancellationToken, Task> run,
        params Option[] options
    )
    {
        var id = new Argument<string>("ID") { Description = "Public id of the key, as `keys list` shows it." };
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

    /// <summary>On a line of its own, for scripts.</summary>
    private static void Print(IssuedApiKey key) => Console.WriteLine(key.Text);

    private static string State(ApiKeyFacts key) =>
        key switch
        {
            { RevokedAt: { } moment } => $"revoked {moment:u}",
            { ExpiresAt: { } moment } => $"{(moment <= DateTimeOffset.UtcNow ? "expired" : "expires")} {moment:u}",
            _ => "usable",
        };
}
