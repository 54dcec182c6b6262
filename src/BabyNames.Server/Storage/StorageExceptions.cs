using System.ComponentModel;
using BabyNames.Queries.Errors;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Storage;

[Description("The uploaded file has no bytes.")]
public sealed class EmptyUploadException() : DomainException(ErrorCodes.EmptyUpload, "The file is empty. Upload it as published.");

[Description("The uploaded file is larger than the server takes.")]
public sealed class UploadTooLargeException(long limit)
    : DomainException(
        ErrorCodes.UploadTooLarge,
        $"The file is larger than {limit:N0} bytes, the limit of this server (setting Storage:MaxUploadBytes)."
    );

[Description("The server's folder for uploaded files has no room, or cannot be written to.")]
public sealed class StorageFullException(string fault = "has no room for this one", string advice = "Make room there")
    : DomainException(
        ErrorCodes.StorageFull,
        $"The server's folder for uploaded files {fault}; nothing was kept. {advice} (setting Storage:Path) and upload it again."
    );

[Description("The place where uploaded files are kept cannot be used now.")]
public sealed class StorageUnavailableException(string reason)
    : DomainException(
        ErrorCodes.StorageUnavailable,
        $"The storage of uploaded files cannot be used now ({reason}); nothing was changed. Try again later; the server's log says more (settings Storage:S3)."
    );
