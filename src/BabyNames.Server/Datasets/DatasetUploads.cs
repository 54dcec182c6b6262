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

/// <summary>Takes files in and asks for them to be read: what GraphQL, the command line and a first run have in common.</summary>
internal sealed class DatasetUploads(
    DatasetStorage storage, DatasetStore store, SourceLimits limits, IDbContextFactory<BabyNamesDbContext> contexts, ILogger<DatasetUploads> logger)
{
    private const int LongestFilename = 255;
    private const int LongestReason = 1_000;
    private const int FirstYear = 1800;
    private const int LastYear = 2100;

    /// <returns>The new dataset, whose rows come later.</returns>
    /// <exception cref="DomainException">Refused; nothing was kept.</exception>
    public async Task<Guid> UploadAsync(UploadRequest request, Stream content, CancellationToken cancellationToken)
    {
        if (request.Year is < FirstYear or > LastYear)
            throw new InvalidInputException($"The year must be between {FirstYear} and {LastYear}.");
        var countryId = await CountryAsync(request.CountryCode, cancellationToken);
        var file = await storage.SaveAsync(Printable(request.Filename), content, cancellationToken);
        try
        {
            await AcceptAsync(request, countryId, file, cancellationToken);
            return file.DatasetId;
        }
        catch (DomainException)
        {
            storage.Delete(file.FilePath);
            throw;
        }
        // After any other fault the dataset may be there, its commit's answer lost: the nightly sweep knows.
    }

    /// <exception cref="DomainException">Refused; nothing was changed.</exception>
    public async Task ReprocessAsync(Guid datasetId, string reason, string? parser, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            throw new InvalidInputException($"Give a reason of 1 to {LongestReason} characters; it is kept with the job.");
        if (parser is not null && SourceCatalog.Find(parser) is null)
            throw new UnknownSourceException($"a file as `{SourceError.Printable(parser)}`", SourceCatalog.All.Select(source => source.Id));
        switch (await store.ReprocessAsync(datasetId, reason, parser, cancellationToken))
        {
            case null:
                throw new DatasetNotFoundException(datasetId);
            case not ("completed" or "failed") and var status:
                throw new DatasetBusyException(datasetId, status);
        }
        logger.LogInformation("Dataset {Dataset}: queued to be read again: {Reason}", datasetId, SourceError.Printable(reason));
    }

    /// <summary>Removes stored files that no dataset has, because a process died between storing and accepting.</summary>
    /// <param name="before">Younger ones may be uploads that are still going on.</param>
    /// <returns>Files removed.</returns>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var orphans = await store.WithoutDatasetAsync(storage.Before(before.UtcDateTime), cancellationToken);
        foreach (var path in orphans)
            storage.Delete(path);
        return orphans.Count;
    }

    private async Task AcceptAsync(UploadRequest request, Guid countryId, StoredFile file, CancellationToken cancellationToken)
    {
        Source source;
        string? recognisedBy;
        await using (var content = storage.Open(file.FilePath))
        {
            (source, recognisedBy) = SourceChoice.Of(request.CountryCode, request.Parser,
                () => new SourceFile(file.Filename, content, limits, request.Year, request.Gender));
        }
        var dataset = new NewDataset(file.DatasetId, countryId, file.Filename, file.FilePath, file.Size, file.Sha256,
            source.Id, recognisedBy, request.Year, request.Gender, request.UploadedBy);
        var obstacle = await store.AcceptAsync(dataset, request.AllowOverlap ? null : [source.Id, .. source.DisjointWith], cancellationToken);
        if (obstacle is not null)
        {
            throw obstacle.HasSameBytes
                ? new DuplicateDatasetException(obstacle.DatasetId)
                : new OverlappingSourceException(source.Id, obstacle.ParserType, obstacle.DatasetId);
        }
        logger.LogInformation("Dataset {Dataset}: {File} ({Bytes} bytes) accepted for {Country} as {Source}: {Why}",
            file.DatasetId, file.Filename, file.Size, request.CountryCode, source.Id, recognisedBy is null ? "named by the uploader" : $"it has {recognisedBy}");
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
