namespace BabyNames.Server.Storage;

/// <summary>Texts of the readiness check of the storage.</summary>
internal static class StorageProblems
{
    /// <summary>Name of the check.</summary>
    public const string Check = "storage";

    public const string Full = "the folder is full; free space in Storage:Path";

    public const string NotWritable = "the folder is not writable; permit the server to write to Storage:Path";

    public const string Bucket = "the bucket does not respond or refuses requests; check Storage:S3 and the service";
}
