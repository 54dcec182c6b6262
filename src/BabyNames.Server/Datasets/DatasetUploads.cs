using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Queries.Errors;
using BabyNames.Server.Countries;
using BabyNames.Server.Errors;
using BabyNames.Server.Storage;
using BabyNames.Sources;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>Uploads and reprocesses files, for GraphQL, the command line and the first run.</summary>
internal sealed class DatasetUploads(
    DatasetStorage storage,
    DatasetStore store,
    SourceLimits limits,
    IDbContextFactory<BabyNamesDbContext> contexts,
    TimeProvider clock,
    ILogger<DatasetUploads> logger
)
{
    private const int LongestFilename = 255;
    private const int LongestPublisher = 200;
    private const int LongestReason = 1_000;
    private const int FilesAtOnce = 1_000;

    /// <param name="uploadedBy">Name of the key, or of the command.</param>
    /// <returns>Id of the dataset: a new one, or a failed one of the same bytes. A job stores its rows.</returns>
    /// <exception cref="DomainException">The upload is refused; nothing was stored.</exception>
    public async Task<Guid> UploadAsync(UploadRequest request, string uploadedBy, CancellationToken cancellationToken)
    {
        CheckYear(request.Year);
        CheckPublisher(request.Publisher);
        var country = await CountryAsync(request.Country, cancellationToken);
        await CheckAreaAsync(country.Code, request.Area, cancellationToken);
        using var file = await storage.ReceiveAsync(Printable(request.File.FileName), request.File.Content, cancellationToken);
        var (source, recognisedBy) = Recognise(request, file);
        var described = SourceChoice.Describe(source, request.Area, request.Publisher?.Trim());
        var path = await storage.KeepAsync(file, cancellationToken);
        var dataset = new NewDataset(
            file.DatasetId,
            country,
            file.Filename,
            path,
            file.Size,
            file.Sha256,
            described,
            recognisedBy,
            request.Year,
            request.Gender?[0],
            uploadedBy,
            request.TakeOver is true
        );
        NewDatasetResult accepted;
        try
        {
            accepted = await AcceptAsync(dataset, cancellationToken);
        }
        // Only in this case it is certain that no dataset refers to the file, because a connection may break after the commit.
        catch (DomainException)
        {
            await DeleteOrLeaveAsync(path);
            throw;
        }
        if (accepted.PreviousPath is { } previous)
            await DeleteOrLeaveAsync(previous);
        logger.LogInformation(
            "Dataset {Dataset}: {File} ({Bytes} bytes) accepted for {Country} as {Source}: {Why}",
            accepted.DatasetId,
            file.Filename,
            file.Size,
            request.Country,
            source.Id,
            recognisedBy is null ? "named by the uploader" : $"it has {recognisedBy}"
        );
        return accepted.DatasetId;
    }

    /// <exception cref="DomainException">The reprocess is refused; nothing was changed.</exception>
    public async Task ReprocessAsync(ReprocessRequest request, CancellationToken cancellationToken)
    {
        var datasetId = request.DatasetId;
        FreeText.Check(request.Reason, "The reason", LongestReason);
        CheckYear(request.Year?.Value);
        CheckPublisher(request.Publisher?.Value);
        var state = await LiveAsync(datasetId, cancellationToken);
        await CheckAreaAsync(state.CountryCode, request.Area?.Value, cancellationToken);
        var source = SourceOf(request, state);
        if (state.Status is not ("completed" or "failed"))
            throw new DatasetBusyException(datasetId, state.Status);
        var gender = request.Gender is { } said ? new GivenValue<char?>(said.Value?[0]) : null;
        var wanted = new Reprocessing(request.Reason, source, request.Year, gender, request.TakeOver is true);
        // Otherwise a concurrent request was faster.
        if (!await store.ReprocessAsync(datasetId, wanted, cancellationToken).OrBusyAsync())
            throw new DatasetBusyException(datasetId, (await LiveAsync(datasetId, cancellationToken)).Status);
        logger.LogInformation("Dataset {Dataset}: queued to be read again: {Reason}", datasetId, SourceError.Printable(request.Reason));
    }

    private static DatasetSource SourceOf(ReprocessRequest request, DatasetState state)
    {
        if (request is { Parser: null, Area: null, Publisher: null })
            return state.Source;
        // For a source of the catalogue, area and publisher are those of the source.
        var said = state.Source.IsOwnFile ? state.Source : state.Source with { Area = null, Publisher = null };
        var source = SourceChoice.Named(state.CountryCode, request.Parser ?? state.Source.ParserType);
        return source.IsGeneric
            ? SourceChoice.Describe(
                source,
                request.Area is { } area ? area.Value : said.Area,
                request.Publisher is { } publisher ? publisher.Value?.Trim() : said.Publisher
            )
            : SourceChoice.Describe(source, request.Area?.Value, request.Publisher?.Value);
    }

    /// <summary>Deletes stored files that no dataset refers to, because a process ended between storing and accepting.</summary>
    /// <param name="before">Newer files may belong to uploads in progress.</param>
    /// <returns>Number of deleted files. Files that cannot be deleted are tried again the next time.</returns>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        try
        {
            await foreach (
                var paths in storage
                    .BeforeAsync(before.UtcDateTime, cancellationToken)
                    .Chunk(FilesAtOnce)
                    .WithCancellation(cancellationToken)
            )
            {
                foreach (var path in await store.FindUnreferencedAsync(paths, cancellationToken))
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
        return SourceChoice.Of(
            request.Country,
            request.Parser,
            () => new SourceFile(file.Filename, content, limits, request.Year, request.Gender?[0], clock, request.Area)
        );
    }

    private void CheckYear(int? year)
    {
        var last = NameRecord.LastYearAt(clock);
        if (year < NameRecord.FirstYear || year > last)
            throw new InvalidInputException($"The year must be between {NameRecord.FirstYear} and the present one, {last}.");
    }

    private static void CheckPublisher(string? publisher)
    {
        if (publisher is not null)
            FreeText.Check(publisher, "The publisher", LongestPublisher);
    }

    /// <exception cref="UnknownAreaException">The country has no such area.</exception>
    private async Task CheckAreaAsync(string country, string? area, CancellationToken cancellationToken)
    {
        if (area is null || area == country)
            return;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await database.Areas.Where(one => one.Country.Code == country).Select(one => one.Code).ToListAsync(cancellationToken);
        if (!known.Contains(area))
            throw new UnknownAreaException(SourceError.Printable(area), country, known.Append(country).Distinct().Order());
    }

    private async Task<NewDatasetResult> AcceptAsync(NewDataset dataset, CancellationToken cancellationToken) =>
        await store.AcceptAsync(dataset, cancellationToken).OrBusyAsync() switch
        {
            { Duplicate: { } duplicate } => throw new DuplicateDatasetException(duplicate),
            { Conflict: { } conflict } => throw new OverlappingSourceException(conflict),
            var accepted => accepted,
        };

    /// <summary>Deletes a file that no dataset refers to. If it cannot be deleted, the nightly job does it.</summary>
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

    /// <exception cref="UnknownCountryException">ISO 3166-1 has no such country.</exception>
    private async Task<NewCountry> CountryAsync(string code, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var name =
            await database
                .Countries.Where(country => country.Code == code)
                .Select(country => country.Name)
                .FirstOrDefaultAsync(cancellationToken)
            ?? IsoCountries.NameOf(code)
            ?? throw new UnknownCountryException(
                SourceError.Printable(code),
                "Give an ISO 3166-1 alpha-2 code in capitals, for example US."
            );
        return new(code, name);
    }

    /// <summary>The last part of the client's file name, without characters that cannot be stored or displayed.</summary>
    private static string Printable(string filename)
    {
        // Composed, as the values of filters are: macOS sends accents as characters of their own.
        var name = SourceError.Printable(filename[(filename.LastIndexOfAny(['/', '\\']) + 1)..]).Normalize();
        return name.Length switch
        {
            0 => "unnamed",
            > LongestFilename => name[..LongestFilename],
            _ => name,
        };
    }
}
