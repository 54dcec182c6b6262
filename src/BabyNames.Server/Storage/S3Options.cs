using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Storage;

/// <summary>Settings <c>Storage:S3:*</c>. An empty value counts as not set.</summary>
internal sealed class S3Options
{
    /// <summary>Bucket for uploaded files, instead of the local folder. It must exist. Default: none.</summary>
    public string? Bucket { get; set; }

    /// <summary>Prefix of the keys, for example <c>babynames/</c>. Databases that share a bucket need different prefixes. Default:
    /// none.</summary>
    public string? Prefix { get; set; }

    /// <summary>Address of the service, <c>https://host</c>. Default: the address of Amazon S3 in <see cref="Region"/>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Region, for example <c>eu-central-1</c>. It is required without <see cref="Endpoint"/>. Default: <c>us-east-1</c>
    /// with an endpoint, otherwise none.</summary>
    public string? Region { get; set; }

    /// <summary>Access key ID. Set it together with <see cref="SecretKey"/>. Default: the default
    /// credential chain of the SDK, which reads environment variables, profile and IAM role.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret of the access key. Default: none.</summary>
    public string? SecretKey { get; set; }

    public bool IsUsed() => IsSet(Bucket);

    public bool HasKeys() => IsSet(AccessKey);

    public bool HasEndpoint() => IsSet(Endpoint);

    public IEnumerable<ValidationResult> Validate()
    {
        string?[] others = [Prefix, Endpoint, Region, AccessKey, SecretKey];
        if (!IsUsed() && others.Any(IsSet))
            yield return Invalid(nameof(Bucket), "It is needed with the other settings of Storage:S3.");
        if (IsUsed() && !HasEndpoint() && !IsSet(Region))
            yield return Invalid(nameof(Endpoint), "Name the endpoint, or Storage:S3:Region for Amazon's.");
        if (HasEndpoint() && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return Invalid(nameof(Endpoint), "It must begin with http:// or https:// and name a host.");
        if (HasKeys() != IsSet(SecretKey))
            yield return Invalid(
                HasKeys() ? nameof(SecretKey) : nameof(AccessKey),
                "AccessKey and SecretKey are given both or not at all."
            );
    }

    private static bool IsSet(string? value) => !string.IsNullOrEmpty(value);

    /// <summary>Never the value: it may be a secret.</summary>
    private static ValidationResult Invalid(string setting, string message) => new(message, [$"S3:{setting}"]);
}
