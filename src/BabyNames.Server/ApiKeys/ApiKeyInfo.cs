using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.Queries;

namespace BabyNames.Server.ApiKeys;

[Description("An API key without its secret.")]
public sealed record ApiKeyInfo(
    [property: Key] [property: Description("Public id of the key: the part between bn_ and the next underscore.")] string KeyId,
    [property: Description("Name of the key's owner. It is shown with the datasets that the key uploads.")] string Name,
    [property: Description("Role of the key.")] ApiKeyRole Role,
    [property: Description("Time at which the key was created.")] DateTimeOffset CreatedAt,
    [property: Description("Time at which the key expires. The value is null if the key does not expire.")] DateTimeOffset? ExpiresAt,
    [property: Description(
        "Time at which the key was last used. It is updated at most once a minute. The value is null if the key was never used."
    )]
        DateTimeOffset? LastUsedAt,
    [property: Description("Time at which the key was revoked. The value is null if the key is not revoked.")] DateTimeOffset? RevokedAt
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

[Description("The role of an API key.")]
public enum ApiKeyRole
{
    [Description("The key may read.")]
    Viewer,

    [Description("The key may also upload and change datasets, countries and areas, and manage API keys.")]
    Admin,

    [Description("The key may read metrics and the fields jobQueueHealth, databaseHealth and datasetStatistics, and nothing else.")]
    Monitor,
}

[Description("A new API key.")]
public sealed record NewApiKey(
    [property: Description("The key. Only this response contains it; the server does not store it.")] string Key,
    [property: Description("The data of the key that the server stores.")] ApiKeyInfo Info
)
{
    internal static NewApiKey Of(IssuedApiKey issued) => new(issued.Text, ApiKeyInfo.Of(issued.Facts));
}

/// <summary>The question <c>apiKeys</c>.</summary>
internal sealed class ApiKeysQuestion(ApiKeyStore store) : IQuestion<BabyNamesDbContext, NoArguments, IReadOnlyList<ApiKeyInfo>?>
{
    private const int MaxListed = 1_000;

    public string Name => "apiKeys";

    public string Description =>
        $"The newest {MaxListed:N0} API keys, including revoked and expired ones. The newest key is first. Only admins may read them.";

    public RowEstimate Estimate(NoArguments arguments) => new(MaxListed);

    public async Task<IReadOnlyList<ApiKeyInfo>?> AskAsync(
        NoArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    ) => [.. (await store.ListAsync(MaxListed, cancellationToken)).Select(ApiKeyInfo.Of)];
}
