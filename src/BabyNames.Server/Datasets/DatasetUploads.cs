using BabyNames.Conventions.Errors;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Sources;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>What an uploader says of a file.</summary>
/// <param name="CountryCode">ISO 3166-1 alpha-2.</param>
/// <param name="UploadedBy">Name of the key, or of the command.</param>
/// <param name="Parser">Id of a source; null or <c>auto</c> lets the file's content decide.</param>
/// <param name="Year">Where the file does not say it.</param>
/// <param name="Gender"><c>F</c> or <c>M</c>, where the file does not say it.</param>
/// <param name="AllowOverlap">Whether it may count births that another source of the country counts too.</param>
internal sealed record UploadRequest(
    string Filename, string CountryCode, string UploadedBy, string? Parser = null, int? Year = null, char? Gender = null, bool AllowOverlap = false);

/// <summary>What is asked for when a dataset is to be read again.</summary>
/// <param name="AllowOverlap">Whether it may be read as a source whose births another source of the country counts too.</param>
internal sealed record ReprocessRequest(Guid DatasetId, Reprocessing Wanted, bool AllowOverlap = false);

/// <summary>Takes files in and asks for them to be read: what GraphQL, the command line and a first run have in common.</summary>
internal sealed class DatasetUploads(
    DatasetStorage storage, DatasetStore store, SourceLimits limits, IDbContextFactory<BabyNamesDbContext> contexts, TimeProvider clock,
    ILogger<DatasetUploads> logger)
{
    private const int LongestFilename = 255;
    private const int LongestReason = 1_000;
    private const int FilesAtOnce = 1_000;

    /// <returns>The dataset, whose rows come later: a new one, or one of the same bytes that failed.</returns>
    /// <exception cref="DomainException">Refused; nothing was kept.</exception>
    public async Task<Guid> UploadAsync(UploadRequest request, Stream content, CancellationToken cancellationToken)
    {
        CheckYear(request.Year);
        var countryId = await CountryAsync(request.CountryCode, cancellationToken);
        using var file = await storage.ReceiveAsync(Printable(request.Filename), content, cancellationToken);
        var (source, recognisedBy) = Recognise(request, file);
        var path = await storage.KeepAsync(file, cancellationToken);
        var dataset = new NewDataset(file.DatasetId, countryId, file.Filename, path, file.Size, file.Sha256,
            source.Id, recognisedBy, request.Year, request.Gender, request.UploadedBy);
        Acceptance accepted;
        try
        {
            accepted = await AcceptAsync(dataset, SourceChoice.Disjoint(source.Id, request.AllowOverlap), cancellationToken);
        }
        // Only then it is sure that no dataset has the file: a connection may break after the commit.
        catch (DomainException)
        {
            await DeleteOrLeaveAsync(path);
            throw;
        }
        if (accepted.LeftPath is { } left)
            await DeleteOrLeaveAsync(left);
        logger.LogInformation("Dataset {Dataset}: {File} ({Bytes} bytes) accepted for {Country} as {Source}: {Why}",
            accepted.DatasetId, file.Filename, file.Size, request.CountryCode, source.Id,
            recognisedBy is null ? "named by the uploader" : $"it has {recognisedBy}");
        return accepted.DatasetId;
    }

    /// <exception cref="DomainException">Refused; nothing was changed.</exception>
    public async Task ReprocessAsync(ReprocessRequest request, CancellationToken cancellationToken)
    {
        var (datasetId, wanted) = (request.DatasetId, request.Wanted);
        FreeText.Check(wanted.Reason, "The reason", LongestReason);
        CheckYear(wanted.Year?.Value);
        var state = await LiveAsync(datasetId, cancellationToken);
        var source = wanted.ParserType is null ? state.ParserType : SourceChoice.Named(state.CountryCode, wanted.ParserType).Id;
        if (state.Status is not ("completed" or "failed"))
            throw new DatasetBusyException(datasetId, state.Status);
        var disjoint = SourceChoice.Disjoint(source, request.AllowOverlap);
        var (done, obstacle) = await store.ReprocessAsync(datasetId, wanted, disjoint, cancellationToken).OrBusyAsync();
        if (obstacle is not null)
            throw SourceChoice.Refusal(obstacle, source);
        // Someone was faster.
        if (!done)
            throw new DatasetBusyException(datasetId, (await LiveAsync(datasetId, cancellationToken)).Status);
        logger.LogInformation("Dataset {Dataset}: queued to be read again: {Reason}", datasetId, SourceError.Printable(wanted.Reason));
    }

    /// <summary>Removes stored files that no dataset has, because a process died between storing and accepting.</summary>
    /// <param name="before">Younger ones may be uploads that are still going on.</param>
    /// <returns>Files removed. Those that storage does not give away now are found the next time.</returns>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        try
        {
            await foreach (var paths in storage.BeforeAsync(before.UtcDateTime, cancellationToken).Chunk(FilesAtOnce).WithCancellation(cancellationToken))
            {
                foreach (var path in await store.WithoutDatasetAsync(paths, cancellationToken))
                {
                    await storage.DeleteAsync(path, cancellationToken);
                    removed++;
                }
            }
        }
        catch (StorageUnavailableException exception)
        {
            logger.LogWarning("Not all files of no dataset were removed: {Message}", exception.Message);
        }
        return removed;
    }

    private (Source Source, string? RecognisedBy) Recognise(UploadRequest request, ReceivedFile file)
    {
        using var content = File.OpenRead(file.LocalPath);
        return SourceChoice.Of(request.CountryCode, request.Parser, () => new SourceFile(file.Filename, content, limits, request.Year, request.Gender, clock));
    }

    private void CheckYear(int? year)
    {
        var last = NameRecord.LastYearAt(clock);
        if (year < NameRecord.FirstYear || year > last)
            throw new InvalidInputException($"The year must be between {NameRecord.FirstYear} and the present one, {last}.");
    }

    private async Task<Acceptance> AcceptAsync(NewDataset dataset, IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken)
    {
        var accepted = await store.AcceptAsync(dataset, disjoint, cancellationToken).OrBusyAsync();
        return accepted.Obstacle is { } obstacle ? throw SourceChoice.Refusal(obstacle, dataset.ParserType) : accepted;
    }

    /// <summary>Of a file that no dataset has. What cannot be deleted now is swept later.</summary>
    private async Task DeleteOrLeaveAsync(string path)
    {
        try
        {
            await storage.DeleteAsync(path, CancellationToken.None);
        }
        catch (StorageUnavailableException exception)
        {
            logger.LogWarning("A file that no dataset has stays until it is swept: {Message}", exception.Message);
        }
    }

    private async Task<DatasetState> LiveAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(datasetId, cancellationToken) ?? throw new DatasetNotFoundException(datasetId);
        return state.IsDeleted ? throw new DatasetDeletedException(datasetId) : state;
    }

    private async Task<Guid> CountryAsync(string code, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await database.Countries.Select(country => new { country.Code, country.Id }).ToListAsync(cancellationToken);
        return known.FirstOrDefault(country => country.Code == code)?.Id
            ?? throw new UnknownCountryException(SourceError.Printable(code), known.Select(country => country.Code).Order());
    }

    /// <summary>The last part of a client's file name, fit to be stored and shown.</summary>
    private static string Printable(string filename)
    {
        var name = SourceError.Printable(filename[(filename.LastIndexOfAny(['/', '\\']) + 1)..]);
        return name.Length switch { 0 => "unnamed", > LongestFilename => name[..LongestFilename], _ => name };
    }
}
