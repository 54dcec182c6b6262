using System.CommandLine;
using BabyNames.Server.ApiKeys;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames keys create</c>.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "Whose key it is; shown with what it uploads.", Required = true };
        var role = new Option<string>("--role") { Description = "viewer reads; admin also uploads and reprocesses.", DefaultValueFactory = _ => Roles.Viewer };
        role.AcceptOnlyFromAmong(Roles.Viewer, Roles.Admin);
        var create = new Command("create", "Make a key and print it, this once.") { name, role };
        create.SetAction(async (result, cancellationToken) =>
        {
            await using var host = await CommandHost.OpenAsync(cancellationToken);
            var issuer = host.Services.GetRequiredService<ApiKeyIssuer>();
            Console.WriteLine(await issuer.CreateAsync(result.GetRequiredValue(name), result.GetRequiredValue(role), expiresAt: null, cancellationToken));
            return 0;
        });
        return new Command("keys", "Keys of the API.") { create };
    }
}
