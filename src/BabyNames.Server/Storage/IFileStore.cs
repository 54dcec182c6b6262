using BabyNames.Data.Ingestion;
using BabyNames.Sources;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files unchanged, under names that the product generates.</summary>
internal interface IFileStore
{
    /// <returns>The path to store with the dataset.</returns>
    /// <exception cref="StorageUnavailableException">The file could not be stored.</exception>
    Task<string> KeepAsync(ReceivedFile file, CancellationToken cancellationToken);

    /// <returns>A seekable stream.</returns>
    /// <exception cref="SourceFormatException">The file is missing or was changed; an operator has to restore it.</exception>
    /// <exception cref="StorageUnavailableException">The store is not available.</exception>
    Task<Stream> OpenAsync(DatasetFile dataset, CancellationToken cancellationToken);

    /// <exception cref="StorageUnavailableException">The store is not available.</exception>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Paths of files that were stored before a point in time.</summary>
    /// <exception cref="StorageUnavailableException">The store is not available.</exception>
    IAsyncEnumerable<string> BeforeAsync(DateTime moment, CancellationToken cancellationToken);
}
