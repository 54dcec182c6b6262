using System.ComponentModel;
using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.Server.Access;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;

namespace BabyNames.Server.ApiKeys;

/// <summary>The input of the mutation <c>createApiKey</c>.</summary>
internal sealed record CreateApiKeyInput(
    [Description("Name of the key's owner, 1 to 100 characters. It is shown with the datasets that the key uploads.")] string Name,
    [Description("Role of the key.")] ApiKeyRole Role,
    [Description("Time at which the key expires. A key without it does not expire.")] DateTimeOffset? ExpiresAt
);

/// <summary>The input of the mutation <c>rotateApiKey</c>.</summary>
internal sealed record RotateApiKeyInput(
    [Description(ApiKeyFields.KeyId)] string KeyId,
    [Description("Time for which the old key remains usable, in hours, 0 to 2,160. The default is 24.")] int? OverlapHours,
    [Description("Time at which the new key expires. The default is the expiry of the old key, if it has one.")] DateTimeOffset? ExpiresAt
);

/// <summary>The input of the mutation <c>revokeApiKey</c>.</summary>
internal sealed record RevokeApiKeyInput([Description(ApiKeyFields.KeyId)] string KeyId);

/// <summary>The input of the mutation <c>expireApiKey</c>.</summary>
internal sealed record ExpireApiKeyInput(
    [Description(ApiKeyFields.KeyId)] string KeyId,
    [Description("Time at which the key expires. It must be in the future.")] DateTimeOffset ExpiresAt
);

/// <summary>GraphQL fields of API keys, for admins.</summary>
internal static class ApiKeyFields
{
    /// <summary>Description of the field <c>keyId</c>.</summary>
    public const string KeyId = "Public id of the key.";

    /// <summary>Adds the query and the mutations to the schema.</summary>
    public static void AddFields(ConventionSchema schema, ApiKeyStore store)
    {
        schema.Question(new ApiKeysQuestion(store)).Authorize(Roles.Admin);
        schema.AdminMutation<CreateApiKeyInput, NewApiKey>(
            "createApiKey",
            "Creates an API key. Only this response contains the key.",
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
            "Creates an API key that replaces another one and has its name and role. Only this response contains the new key. Both "
                + "keys are usable during the overlap.",
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
            "Revokes an API key. After one second no server accepts it. At least one admin key without an expiry must remain.",
            "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException)],
            async (input, context) => ApiKeyInfo.Of(await Issuer(context).RevokeAsync(input.KeyId, context.CancellationToken)),
            key => key.KeyId
        );
        schema.AdminMutation<ExpireApiKeyInput, ApiKeyInfo>(
            "expireApiKey",
            "Sets the time at which an API key expires. At least one admin key without an expiry must remain.",
            "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException), typeof(InvalidInputException)],
            async (input, context) =>
                ApiKeyInfo.Of(await Issuer(context).ExpireAsync(input.KeyId, input.ExpiresAt, context.CancellationToken)),
            key => key.KeyId
        );
    }

    private static ApiKeyIssuer Issuer(MutationContext context) => context.Services.GetRequiredService<ApiKeyIssuer>();
}
