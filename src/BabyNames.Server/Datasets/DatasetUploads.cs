using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Sources;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>Takes files in and asks for them to be read: what GraphQL, the command line and a first run have in common.</summary>
internal sealed class DatasetUploads(
    DatasetStorage storage, DatasetStore store, IDbContextFactory<BabyNamesDbContext> contexts, ILogger<DatasetUploads> logger)
{
    private const int LongestFilename = 255;
    private const int LongestReason = 1_000;

    /// <param name="countryCode">ISO 3166-1 alpha-2.</param>
    /// <param name="parser">Id of a source; null takes the country's only one.</param>
    /// <param name="uploadedBy">Name of the key, or of the command.</param>
    /// <returns>The new dataset, whose rows come later.</returns>
    /// <exception cref="Conventions.Errors.DomainException">Refused; nothing was kept.</exception>
    public async Task<Guid> UploadAsync(
        string filename, Stream content, string countryCode, string? parser, string uploadedBy, CancellationToken cancellationToken)
    {
        var countryId = await CountryAsync(countryCode, cancellationToken);
        var source = Source(countryCode, parser);
        var file = await storage.SaveAsync(Printable(filename), content, cancellationToken);
        try
        {
            if (await store.AcceptAsync(file, countryId, source.Id, uploadedBy, cancellationToken) is { } duplicate)
                throw new DuplicateDatasetException(duplicate);
        }
        catch
        {
            storage.Delete(file.FilePath);
            throw;
        }
        logger.LogInformation("Dataset {Dataset}: {File} ({Bytes} bytes) accepted for {Country} as {Source}",
            file.DatasetId, file.Filename, file.Size, countryCode, source.Id);
        return file.DatasetId;
    }

    /// <exception cref="Conventions.Errors.DomainException">Refused; nothing was changed.</exception>
    public async Task ReprocessAsync(Guid datasetId, string reason, string? parser, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            throw new InvalidInputException($"Give a reason of 1 to {LongestReason} characters; it is kept with the job.");
        if (parser is not null && SourceCatalog.Find(parser) is null)
            throw new UnknownSourceException($"a file as `{parser}`", SourceCatalog.All.Select(source => source.Id));
        switch (await store.ReprocessAsync(datasetId, reason, parser, cancellationToken))
        {
            case null:
                throw new DatasetNotFoundException(datasetId);
            case not ("completed" or "failed") and var status:
                throw new DatasetBusyException(datasetId, status);
        }
        logger.LogInformation("Dataset {Dataset}: queued to be read again: {Reason}", datasetId, SourceError.Printable(reason));
    }

    private async Task<Guid> CountryAsync(string code, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await database.Countries.Select(country => new { country.Code, country.Id }).ToListAsync(cancellationToken);
        return known.FirstOrDefault(country => country.Code == code)?.Id
            ?? throw new UnknownCountryException(SourceError.Printable(code), known.Select(country => country.Code).Order());
    }

    private static Source Source(string countryCode, string? parser)
    {
        var ofCountry = SourceCatalog.ForCountry(countryCode).ToList();
        var known = SourceCatalog.All.Select(source => $"{source.Id} ({source.CountryCode})");
        if (parser is not null)
        {
            return ofCountry.FirstOrDefault(source => source.Id == parser)
                ?? throw new UnknownSourceException($"files of {countryCode} as `{SourceError.Printable(parser)}`", known);
        }
        return ofCountry is [var only] ? only : throw new UnknownSourceException($"files of {countryCode} without a parser being named", known);
    }

    /// <summary>The last part of a client's file name, fit to be stored and shown.</summary>
    private static string Printable(string filename)
    {
        var name = SourceError.Printable(filename[(filename.LastIndexOfAny(['/', '\\']) + 1)..]);
        return name.Length switch { 0 => "unnamed", > LongestFilename => name[..LongestFilename], _ => name };
    }
}
