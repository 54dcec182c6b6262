using BabyNames.Data.Ingestion;
using BabyNames.Sources;

namespace BabyNames.Server.Storage;

/// <summary>A place that keeps uploaded files, byte for byte, under names of our own.</summary>
internal interface IFileStore
{
    /// <returns>The path that the dataset has from now on.</returns>
    /// <exception cref="StorageUnavailableException">It did not take the file.</exception>
    Task<string> KeepAsync(ReceivedFile file, CancellationToken cancellationToken);

    /// <returns>Seekable, as archives need it.</returns>
    /// <exception cref="SourceFormatException">The file is not there any more, or is another: for people to mend.</exception>
    /// <exception cref="StorageUnavailableException">The store cannot be asked now.</exception>
    Task<Stream> OpenAsync(DatasetFile dataset, CancellationToken cancellationToken);

    /// <exception cref="StorageUnavailableException">The store cannot be asked now.</exception>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Paths of files that were stored before a moment.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot be asked now.</exception>
    IAsyncEnumerable<string> BeforeAsync(DateTime moment, CancellationToken cancellationToken);
}
