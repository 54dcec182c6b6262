using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.Server.Access;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using GraphQL;
using GraphQL.Types;

namespace BabyNames.Server.ApiKeys;

/// <summary>GraphQL fields of API keys, for admins.</summary>
internal static class ApiKeyFields
{
    private const int MostListed = 1_000;
    private const int UsualOverlap = 24;

    public static void AddFields(ConventionSchema schema)
    {
        schema.Question<BabyNamesDbContext, IReadOnlyList<ApiKeyInfo>>(
            "apiKeys", $"The keys of the API, ended ones too, the newest first, {MostListed:N0} at most. For admins.",
            async (_, context) => [.. (await context.RequestServices!.GetRequiredService<ApiKeyStore>().ListAsync(MostListed, context.CancellationToken)).Select(ApiKeyInfo.Of)],
            isNullable: true, _ => new(MostListed)).Authorize(Roles.Admin);
        AddNew(schema);
        AddEnd(schema);
    }

    private static void AddNew(ConventionSchema schema)
    {
        var scalars = schema.Entities.Scalars;
        schema.AdminMutation<NewApiKey>(
            "createApiKey", "Makes a key and shows it, this once.", "apiKey", [typeof(InvalidInputException)],
            [
                new("name", new NonNullGraphType(scalars.String), "Whose it is, 1 to 100 characters; shown with what it uploads."),
                new("role", new NonNullGraphType(schema.Enum<ApiKeyRole>()), "What it may do."),
                new("expiresAt", scalars.For(typeof(DateTimeOffset)), "When it ends by itself. Left out for never."),
            ],
            (input, context) => IssuedAsync(Issuer(context).CreateAsync(
                (string)input["name"]!, ((ApiKeyRole)input["role"]!).ToString().ToLowerInvariant(), (DateTimeOffset?)input.GetValueOrDefault("expiresAt"), context.CancellationToken)));
        schema.AdminMutation<NewApiKey>(
            "rotateApiKey", "Makes a key in another one's place, by its name, role and end, and shows it, this once. Both work for a while.", "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException), typeof(InvalidInputException)],
            [
                KeyId(schema),
                new("overlapHours", scalars.Int, $"How long the old key goes on, 0 to 2,160 hours; {UsualOverlap} unless given."),
                new("expiresAt", scalars.For(typeof(DateTimeOffset)), "When the new key ends by itself. Left out: when the old one would have, or never."),
            ],
            (input, context) => IssuedAsync(Issuer(context).RotateAsync(
                (string)input["keyId"]!, TimeSpan.FromHours((int?)input.GetValueOrDefault("overlapHours") ?? UsualOverlap),
                (DateTimeOffset?)input.GetValueOrDefault("expiresAt"), context.CancellationToken)));
    }

    private static void AddEnd(ConventionSchema schema)
    {
        schema.AdminMutation<ApiKeyInfo>(
            "revokeApiKey", "Ends a key at once: no server answers it after a second. One admin key without an end must remain.", "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException)], [KeyId(schema)],
            (input, context) => EndedAsync(Issuer(context).RevokeAsync((string)input["keyId"]!, context.CancellationToken)));
        schema.AdminMutation<ApiKeyInfo>(
            "expireApiKey", "Lets a key end at a moment to come. One admin key without an end must remain.", "apiKey",
            [typeof(ApiKeyNotFoundException), typeof(LastAdminKeyException), typeof(InvalidInputException)],
            [KeyId(schema), new("expiresAt", new NonNullGraphType(schema.Entities.Scalars.For(typeof(DateTimeOffset))), "When.")],
            (input, context) => EndedAsync(Issuer(context).ExpireAsync((string)input["keyId"]!, (DateTimeOffset)input["expiresAt"]!, context.CancellationToken)));
    }

    private static MutationInput KeyId(ConventionSchema schema) => new("keyId", new NonNullGraphType(schema.Entities.Scalars.String), "Public id of the key.");

    private static ApiKeyIssuer Issuer(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<ApiKeyIssuer>();

    private static async Task<(NewApiKey, string)> IssuedAsync(Task<IssuedApiKey> issuing)
    {
        var issued = await issuing;
        return (new(issued.Text, ApiKeyInfo.Of(issued.Facts)), issued.Facts.KeyId);
    }

    private static async Task<(ApiKeyInfo, string)> EndedAsync(Task<ApiKeyFacts> ending)
    {
        var ended = await ending;
        return (ApiKeyInfo.Of(ended), ended.KeyId);
    }
}
