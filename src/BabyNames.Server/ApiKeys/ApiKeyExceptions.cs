using System.ComponentModel;
using BabyNames.Queries.Errors;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.ApiKeys;

[Description("No usable API key has this id.")]
public sealed class ApiKeyNotFoundException(string keyId)
    : DomainException(
        ErrorCodes.ApiKeyNotFound,
        $"There is no usable API key {SourceError.Printable(keyId)}: it is unknown, expired or revoked. The id of a key is the part "
            + "between bn_ and the next underscore."
    );

[Description("No admin key without an expiry would remain.")]
public sealed class LastAdminKeyException(string keyId)
    : DomainException(
        ErrorCodes.LastAdminKey,
        $"API key {SourceError.Printable(keyId)} cannot expire or be revoked, because no admin key without an expiry would remain. "
            + "Create another admin key first."
    );
