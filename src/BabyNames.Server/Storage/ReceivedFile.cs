namespace BabyNames.Server.Storage;

/// <summary>A file that was received completely and is not stored yet. Disposing it deletes a file that was not stored.</summary>
/// <param name="LocalPath">Its path until it is stored.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Hexadecimal.</param>
internal sealed record ReceivedFile(Guid DatasetId, string Filename, string LocalPath, long Size, string Sha256) : IDisposable
{
    public void Dispose() => File.Delete(LocalPath);
}
