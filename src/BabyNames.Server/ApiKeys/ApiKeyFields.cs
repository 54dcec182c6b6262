using System.ComponentModel;
using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.Server.Access;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;

namespace BabyNames.Server.ApiKeys;

internal sealed record CreateApiKeyInput(
    [Description("Whose it is, 1 to 100 characters; shown with what it uploads.")] string Name,
    [Description("What it may do.")] ApiKeyRole Role,
    [Description("When it ends by itself. Left out for never.")] DateTimeOffset? ExpiresAt
);

internal sealed record RotateApiKeyInput(
    [Description(ApiKeyFields.KeyId)] string KeyId,
    [Description("How long the old key goes on, 0 to 2,160 hours; 24 unless given.")] int? OverlapHours,
    [Description("When the new key ends by itself. Left out: when the old one would have, or never.")] DateTimeOffset? ExpiresAt
);

internal sealed record RevokeApiKeyInput([Description(ApiKeyFields.KeyId)] string KeyId);

internal sealed record ExpireApiKeyInput([Description(ApiKeyFields.KeyId)] string KeyId, [Description("When.")] DateTimeOffset ExpiresAt);

/// <summary>GraphQL fields of API keys, for admins.</summary>
internal static class ApiKeyFields
{
    public const string KeyId = "Public id of the key.";

    public static void AddFields(ConventionSchema schema, ApiKeyStore store)
    {
        schema.Question(new ApiKeysQuestion(store)).Authorize(Roles.Admin);
        schema.AdminMutation<CreateApiKeyInput, NewApiKey>(
            "createApiKey",
            "Makes a key and shows it, this once.",
            "apiKey",
            [typeof(InvalidInputException)],
            async (input, context) =>
                NewApiKey.Of(
                    await Issuer(context)
                        .CreateAsync(input.Name, input.Role.ToString().ToLowerInvariant(), input.ExpiresAt, context.CancellationToken)
                ),
            key => key.Info.KeyId
        );
        schema.AdminMutation<RotateApiKeyInput, NewApiKey>(
            "rotateApiKey",
            "Makes a key in another one's place, by its name, role and end, and shows it, this once. Both work for a while.",
            "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException), typeof(InvalidInputException)],
            async (input, context) =>
                NewApiKey.Of(
                    await Issuer(context)
                        .RotateAsync(input.KeyId, TimeSpan.FromHours(input.OverlapHours ?? 24), input.ExpiresAt, context.CancellationToken)
                ),
            key => key.Info.KeyId
        );
        schema.AdminMutation<RevokeApiKeyInput, ApiKeyInfo>(
            "revokeApiKey",
            "Ends a key at once: no server answers it after a second. One admin key without an end must remain.",
            "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException)],
            async (input, context) => ApiKeyInfo.Of(await Issuer(context).RevokeAsync(input.KeyId, context.CancellationToken)),
            key => key.KeyId
        );
        schema.AdminMutation<ExpireApiKeyInput, ApiKeyInfo>(
            "expireApiKey",
            "Lets a key end at a moment to come. One admin key without an end must remain.",
            "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException), typeof(InvalidInputException)],
            async (input, context) =>
                ApiKeyInfo.Of(await Issuer(context).ExpireAsync(input.KeyId, input.ExpiresAt, context.CancellationToken)),
            key => key.KeyId
        );
    }

    private static ApiKeyIssuer Issuer(MutationContext context) => context.Services.GetRequiredService<ApiKeyIssuer>();
}
