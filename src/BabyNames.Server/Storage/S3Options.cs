using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Storage;

/// <summary>Settings <c>Storage:S3:*</c>. An empty value counts as not set.</summary>
internal sealed class S3Options
{
    /// <summary>Bucket for uploaded files, instead of the local folder. It must exist.</summary>
    public string? Bucket { get; set; }

    /// <summary>Prefix of the keys, for example <c>babynames/</c>. Default: none. Databases that share a bucket need different
    /// prefixes.</summary>
    public string? Prefix { get; set; }

    /// <summary>Address of the service, <c>https://host</c>. Default: Amazon's in <see cref="Region"/>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>For example <c>eu-central-1</c>. Needed where no endpoint is named; requests to one are signed for
    /// <c>us-east-1</c> unless it says otherwise.</summary>
    public string? Region { get; set; }

    /// <summary>If this and <see cref="SecretKey"/> are not set, the SDK uses the credentials of environment, profile or machine
    /// role.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    public bool IsUsed() => IsSet(Bucket);

    public bool HasKeys() => IsSet(AccessKey);

    public bool HasEndpoint() => IsSet(Endpoint);

    public IEnumerable<ValidationResult> Validate()
    {
        string?[] others = [Prefix, Endpoint, Region, AccessKey, SecretKey];
        if (!IsUsed() && others.Any(IsSet))
            yield return Fault(nameof(Bucket), "It is needed with the other settings of Storage:S3.");
        if (IsUsed() && !HasEndpoint() && !IsSet(Region))
            yield return Fault(nameof(Endpoint), "Name the endpoint, or Storage:S3:Region for Amazon's.");
        if (HasEndpoint() && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return Fault(nameof(Endpoint), "It must begin with http:// or https:// and name a host.");
        if (HasKeys() != IsSet(SecretKey))
            yield return Fault(HasKeys() ? nameof(SecretKey) : nameof(AccessKey), "AccessKey and SecretKey are given both or not at all.");
    }

    private static bool IsSet(string? value) => !string.IsNullOrEmpty(value);

    /// <summary>Never the value: it may be a secret.</summary>
    private static ValidationResult Fault(string setting, string message) => new(message, [$"S3:{setting}"]);
}
