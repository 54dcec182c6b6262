using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Queries.Errors;
using BabyNames.Server.Countries;
using BabyNames.Server.Errors;
using BabyNames.Server.Storage;
using BabyNames.Sources;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>Uploads and reprocesses files. GraphQL, the command line and the first run use it.</summary>
internal sealed class DatasetUploads(
    DatasetStorage storage,
    DatasetStore store,
    SourceLimits limits,
    IDbContextFactory<BabyNamesDbContext> contexts,
    TimeProvider clock,
    ILogger<DatasetUploads> logger
)
{
    private const int MaxFilenameLength = 255;
    private const int MaxPublisherLength = 200;
    private const int MaxReasonLength = 1_000;
    private const int FilesPerQuery = 1_000;

    /// <summary>Stores a file, adds its dataset and queues the job that reads it.</summary>
    /// <param name="uploadedBy">Name of the API key, or of the command.</param>
    /// <returns>Id of the dataset: a new one, or a failed one with the same bytes.</returns>
    /// <exception cref="DomainException">The upload is refused. Nothing was stored.</exception>
    public async Task<Guid> UploadAsync(UploadRequest request, string uploadedBy, CancellationToken cancellationToken)
    {
        CheckYear(request.Year);
        CheckPublisher(request.Publisher);
        var country = await CountryAsync(request.Country, cancellationToken);
        await CheckAreaAsync(country.Code, request.Area, cancellationToken);
        using var file = await storage.ReceiveAsync(Printable(request.File.FileName), request.File.Content, cancellationToken);
        var (source, recognizedBy) = Recognize(request, file);
        var described = SourceChoice.Describe(source, request.Area, request.Publisher?.Trim());
        var path = await storage.StoreAsync(file, cancellationToken);
        var dataset = new NewDataset(
            file.DatasetId,
            country,
            file.Filename,
            path,
            file.Size,
            file.Sha256,
            described,
            recognizedBy,
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
        // After other exceptions a dataset may refer to the file, because a connection may be lost after the commit.
        catch (DomainException)
        {
            await TryDeleteAsync(path);
            throw;
        }
        if (accepted.PreviousPath is { } previous)
            await TryDeleteAsync(previous);
        logger.DatasetAccepted(accepted.DatasetId, file.Filename, file.Size, request.Country);
        if (recognizedBy is null)
            logger.SourceNamed(accepted.DatasetId, source.Id);
        else
            logger.SourceRecognized(accepted.DatasetId, source.Id, recognizedBy);
        return accepted.DatasetId;
    }

    /// <summary>Queues a job that reads the file of a dataset again.</summary>
    /// <exception cref="DomainException">The request is refused. Nothing was changed.</exception>
    public async Task ReprocessAsync(ReprocessRequest request, CancellationToken cancellationToken)
    {
        var datasetId = request.DatasetId;
        FreeText.Check(request.Reason, "The reason", MaxReasonLength);
        CheckYear(request.Year?.Value);
        CheckPublisher(request.Publisher?.Value);
        var state = await FindLiveAsync(datasetId, cancellationToken);
        await CheckAreaAsync(state.CountryCode, request.Area?.Value, cancellationToken);
        var source = SourceOf(request, state);
        if (state.Status is not ("completed" or "failed"))
            throw new DatasetBusyException(datasetId, state.Status);
        var gender = request.Gender is { } given ? new GivenValue<char?>(given.Value?[0]) : null;
        var arguments = new Reprocessing(request.Reason, source, request.Year, gender, request.TakeOver is true);
        // If the result is false, a concurrent request has queued the dataset.
        if (!await store.ReprocessAsync(datasetId, arguments, cancellationToken).OrBusyAsync())
            throw new DatasetBusyException(datasetId, (await FindLiveAsync(datasetId, cancellationToken)).Status);
        logger.DatasetQueued(datasetId, SourceError.Printable(request.Reason));
    }

    private static DatasetSource SourceOf(ReprocessRequest request, DatasetState state)
    {
        if (request is { Parser: null, Area: null, Publisher: null })
            return state.Source;
        // A source of the catalogue defines the area and the publisher, so they are not kept for another source.
        var previous = state.Source.IsGeneric ? state.Source : state.Source with { Area = null, Publisher = null };
        var source = SourceChoice.Named(state.CountryCode, request.Parser ?? state.Source.ParserType);
        return source.IsGeneric
            ? SourceChoice.Describe(
                source,
                request.Area is { } area ? area.Value : previous.Area,
                request.Publisher is { } publisher ? publisher.Value?.Trim() : previous.Publisher
            )
            : SourceChoice.Describe(source, request.Area?.Value, request.Publisher?.Value);
    }

    /// <summary>Deletes stored files that no dataset refers to. Such files remain if a process ends before it adds the dataset.</summary>
    /// <param name="before">Only files that were stored before this time are deleted, because newer files may belong to running
    /// uploads.</param>
    /// <returns>Number of deleted files.</returns>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        try
        {
            await foreach (
                var paths in storage
                    .ListBeforeAsync(before.UtcDateTime, cancellationToken)
                    .Chunk(FilesPerQuery)
                    .WithCancellation(cancellationToken)
            )
            {
                foreach (var path in await store.FindUnreferencedAsync(paths, cancellationToken))
                {
                    await storage.DeleteAsync(path, cancellationToken);
                    deleted++;
                }
            }
        }
        catch (StorageUnavailableException exception)
        {
            logger.UnusedFilesRemain(exception.Message);
        }
        return deleted;
    }

    private (Source Source, string? RecognizedBy) Recognize(UploadRequest request, ReceivedFile file)
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
            throw new InvalidInputException($"The year must be between {NameRecord.FirstYear} and the present year, {last}.");
    }

    private static void CheckPublisher(string? publisher)
    {
        if (publisher is not null)
            FreeText.Check(publisher, "The publisher", MaxPublisherLength);
    }

    /// <exception cref="UnknownAreaException">The country has no area with this code.</exception>
    private async Task CheckAreaAsync(string country, string? area, CancellationToken cancellationToken)
    {
        if (area is null || area == country)
            return;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await database.Areas.Where(row => row.Country.Code == country).Select(row => row.Code).ToListAsync(cancellationToken);
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

    /// <summary>Deletes a file that no dataset refers to. If the storage is not available, <see cref="SweepAsync"/> deletes it
    /// later.</summary>
    private async Task TryDeleteAsync(string path)
    {
        try
        {
            await storage.DeleteAsync(path, CancellationToken.None);
        }
        catch (StorageUnavailableException exception)
        {
            logger.UnusedFileRemains(exception.Message);
        }
    }

    private async Task<DatasetState> FindLiveAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(datasetId, cancellationToken) ?? throw new DatasetNotFoundException(datasetId);
        return state.IsDeleted ? throw new DatasetDeletedException(datasetId) : state;
    }

    /// <summary>Returns the country, which need not be in the database.</summary>
    /// <exception cref="UnknownCountryException">ISO 3166-1 has no country with this code.</exception>
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
                "Give an ISO 3166-1 alpha-2 code in capital letters, for example US."
            );
        return new(code, name);
    }

    /// <summary>Returns the last part of the client's file name, without characters that cannot be stored or displayed.</summary>
    private static string Printable(string filename)
    {
        // macOS sends decomposed Unicode. The name is composed, so that it can be compared with the values of filters.
        var name = SourceError.Printable(filename[(filename.LastIndexOfAny(['/', '\\']) + 1)..]).Normalize();
        return name.Length switch
        {
            0 => "unnamed",
            > MaxFilenameLength => name[..MaxFilenameLength],
            _ => name,
        };
    }
}
