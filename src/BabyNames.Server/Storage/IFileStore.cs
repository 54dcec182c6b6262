using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files unchanged, under names that the server generates.</summary>
internal interface IFileStore
{
    /// <summary>Stores a received file.</summary>
    /// <returns>The path of the stored file, which is stored with the dataset.</returns>
    /// <exception cref="StorageUnavailableException">The file could not be stored.</exception>
    Task<string> StoreAsync(ReceivedFile file, CancellationToken cancellationToken);

    /// <summary>Opens the file of a dataset for reading.</summary>
    /// <returns>A seekable stream.</returns>
    /// <exception cref="SourceFormatException">The file is missing or was changed. An operator must restore it.</exception>
    /// <exception cref="StorageUnavailableException">The store is not available.</exception>
    Task<Stream> OpenAsync(StoredFile file, CancellationToken cancellationToken);

    /// <summary>Deletes a file. Does nothing if it does not exist.</summary>
    /// <exception cref="StorageUnavailableException">The store is not available.</exception>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Lists the paths of files that were stored before a point in time.</summary>
    /// <exception cref="StorageUnavailableException">The store is not available.</exception>
    IAsyncEnumerable<string> ListBeforeAsync(DateTime time, CancellationToken cancellationToken);
}

/// <summary>Creates the exception for a file that an operator must restore.</summary>
internal static class LostFile
{
    /// <param name="problem">What is wrong: <c>is missing</c> or <c>differs from the uploaded one</c>.</param>
    public static SourceFormatException Error(StoredFile file, string problem) =>
        new(ErrorCodes.StoredFileLost, file.Filename, $"the stored file {problem}; restore it from a backup and reprocess the dataset");
}
