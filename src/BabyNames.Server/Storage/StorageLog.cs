namespace BabyNames.Server.Storage;

/// <summary>Log messages of the file storage, event ids 400 to 499. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(401, LogLevel.Error, "An upload was refused, because Storage:Path cannot be written to. Cause: {Cause}")]
    public static partial void FolderNotWritable(this ILogger logger, string cause);

    [LoggerMessage(402, LogLevel.Warning, "A request to the bucket {Bucket} failed with {Type}. Cause: {Cause}")]
    public static partial void BucketFailed(this ILogger logger, string? bucket, string type, string cause);
}
