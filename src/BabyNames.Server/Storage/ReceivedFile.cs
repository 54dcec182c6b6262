namespace BabyNames.Server.Storage;

/// <summary>A file that has come in whole and is not kept yet. Disposing removes what was not kept.</summary>
/// <param name="LocalPath">Where it lies until then.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Hexadecimal.</param>
internal sealed record ReceivedFile(Guid DatasetId, string Filename, string LocalPath, long Size, string Sha256) : IDisposable
{
    public void Dispose() => File.Delete(LocalPath);
}
