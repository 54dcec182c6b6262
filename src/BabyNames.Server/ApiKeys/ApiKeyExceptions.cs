using System.ComponentModel;
using BabyNames.Queries.Errors;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.ApiKeys;

[Description("No usable key has the id.")]
public sealed class ApiKeyNotFoundException(string keyId)
    : DomainException(
        ErrorCodes.ApiKeyNotFound,
        $"There is no usable key {SourceError.Printable(keyId)}: unknown, expired or revoked already. The id is the part between bn_ and the next underscore."
    );

[Description("No admin key without an end would remain.")]
public sealed class LastAdminKeyException(string keyId)
    : DomainException(
        ErrorCodes.LastAdminKey,
        $"Key {SourceError.Printable(keyId)} cannot end: no admin key without an end would remain. Make one first."
    );
