using System.ComponentModel;
using BabyNames.Queries.Errors;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Storage;

[Description("The uploaded file has no bytes.")]
public sealed class EmptyUploadException()
    : DomainException(ErrorCodes.EmptyUpload, "The file is empty. Upload the file of the publisher.");

[Description("The uploaded file is larger than the limit of the server.")]
public sealed class UploadTooLargeException(long limit)
    : DomainException(
        ErrorCodes.UploadTooLarge,
        $"The file is larger than {limit:N0} bytes, the limit of this server (setting Storage:MaxUploadBytes)."
    );

[Description("The server's folder for uploaded files is full or not writable.")]
public sealed class StorageFullException(string problem = "has no space left for this file", string advice = "Free space in it")
    : DomainException(
        ErrorCodes.StorageFull,
        $"The server's folder for uploaded files (setting Storage:Path) {problem}. Nothing was stored. {advice}, then upload the file "
            + "again."
    );

[Description("The storage of uploaded files is not available now.")]
public sealed class StorageUnavailableException(string reason)
    : DomainException(
        ErrorCodes.StorageUnavailable,
        $"The storage of uploaded files is not available now ({reason}). Nothing was changed. Try again later. The server's log has "
            + "details (settings Storage:S3)."
    );
