namespace BabyNames.Server.Storage;

/// <summary>A completely received file that is not stored yet. Disposing it deletes the file if it was not stored.</summary>
/// <param name="DatasetId">Id of the new dataset. The stored file has it as name.</param>
/// <param name="LocalPath">Path of the file until it is stored.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Sha256">SHA-256 hash in hexadecimal.</param>
internal sealed record ReceivedFile(Guid DatasetId, string Filename, string LocalPath, long Size, string Sha256) : IDisposable
{
    public void Dispose() => File.Delete(LocalPath);
}
