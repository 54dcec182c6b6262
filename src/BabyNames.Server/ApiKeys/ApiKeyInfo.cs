using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.Queries;

namespace BabyNames.Server.ApiKeys;

[Description("A key of the API, without its secret.")]
public sealed record ApiKeyInfo(
    [property: Key] [property: Description("The public part: what stands between bn_ and the next underscore.")] string KeyId,
    [property: Description("Whose it is; shown with what it uploads.")] string Name,
    [property: Description("What it may do.")] ApiKeyRole Role,
    [property: Description("When it was made.")] DateTimeOffset CreatedAt,
    [property: Description("When it ends by itself. Null for never.")] DateTimeOffset? ExpiresAt,
    [property: Description("When it was last used, to the minute. Null when it never was.")] DateTimeOffset? LastUsedAt,
    [property: Description("When it was revoked. Null when it was not.")] DateTimeOffset? RevokedAt
)
{
    internal static ApiKeyInfo Of(ApiKeyFacts facts) =>
        new(
            facts.KeyId,
            facts.Name,
            Enum.Parse<ApiKeyRole>(facts.Role, ignoreCase: true),
            facts.CreatedAt,
            facts.ExpiresAt,
            facts.LastUsedAt,
            facts.RevokedAt
        );
}

[Description("What a key may do.")]
public enum ApiKeyRole
{
    [Description("Reads.")]
    Viewer,

    [Description("Also uploads, reprocesses and manages datasets and keys.")]
    Admin,
}

[Description("A key that was just made.")]
public sealed record NewApiKey(
    [property: Description("The key, for its owner. It is shown this once and kept nowhere.")] string Key,
    [property: Description("What the server keeps of it.")] ApiKeyInfo Info
)
{
    internal static NewApiKey Of(IssuedApiKey issued) => new(issued.Text, ApiKeyInfo.Of(issued.Facts));
}

/// <summary>The question <c>apiKeys</c>.</summary>
internal sealed class ApiKeysQuestion(ApiKeyStore store) : IQuestion<BabyNamesDbContext, NoArguments, IReadOnlyList<ApiKeyInfo>?>
{
    private const int MostListed = 1_000;

    public string Name => "apiKeys";

    public string Description => $"The keys of the API, ended ones too, the newest first, {MostListed:N0} at most. For admins.";

    public RowEstimate Estimate(NoArguments arguments) => new(MostListed);

    public async Task<IReadOnlyList<ApiKeyInfo>?> AskAsync(
        NoArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    ) => [.. (await store.ListAsync(MostListed, cancellationToken)).Select(ApiKeyInfo.Of)];
}
