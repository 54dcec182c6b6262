using System.CommandLine;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Datasets;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames datasets list | reprocess | cancel | delete | restore</c>.</summary>
internal static class DatasetsCommand
{
    public static Command Create()
    {
        var deleted = new Option<bool>("--deleted") { Description = "Those alone that were deleted and can be restored." };
        var list = new Command("list", "List the datasets, newest first.") { deleted };
        list.SetAction(
            async (result, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                await ListAsync(host.Services, result.GetValue(deleted), cancellationToken);
                return 0;
            }
        );
        var reason = new Option<string>("--reason") { Description = "Why; kept with the job.", Required = true };
        var parser = new Option<string?>("--parser") { Description = "Another source to read it as (see babynames sources)." };
        var year = new Option<int?>("--year") { Description = "Year, where neither the file nor its name says it. Left out, as before." };
        var gender = new Option<string?>("--gender")
        {
            Description = "F or M, where neither the file nor its name says it. Left out, as before.",
        };
        gender.AcceptOnlyFromAmong("F", "M");
        var area = new Option<string?>("--area")
        {
            Description = "Area that a file of one's own is about. Left out, as before; '' forgets it.",
        };
        var publisher = new Option<string?>("--publisher")
        {
            Description = "Who published a file of one's own. Left out, as before; '' forgets it.",
        };
        var takeOver = new Option<bool>("--take-over") { Description = "Claim its years and sexes although another source serves them." };
        var reprocess = On(
            "reprocess",
            "Read the stored file again; a running server does it.",
            (services, id, result, cancellationToken) =>
                services.GetRequiredService<DatasetUploads>().ReprocessAsync(Request(id, result), cancellationToken)
        );
        foreach (var option in (Option[])[reason, parser, year, gender, area, publisher, takeOver])
            reprocess.Add(option);
        return new Command("datasets", "What becomes of uploaded files.")
        {
            list,
            reprocess,
            On(
                "cancel",
                "End a dataset's job that waits or runs.",
                (services, id, _, cancellationToken) => services.GetRequiredService<DatasetLifecycle>().CancelAsync(id, cancellationToken)
            ),
            On(
                "delete",
                "Take a dataset and its figures away; it can be restored.",
                (services, id, _, cancellationToken) => services.GetRequiredService<DatasetLifecycle>().DeleteAsync(id, cancellationToken)
            ),
            On(
                "restore",
                "Bring a deleted dataset back.",
                (services, id, _, cancellationToken) => services.GetRequiredService<DatasetLifecycle>().RestoreAsync(id, cancellationToken)
            ),
        };

        ReprocessRequest Request(Guid id, ParseResult result)
        {
            return new(
                id,
                result.GetRequiredValue(reason),
                result.GetValue(parser),
                result.GetValue(year) is { } born ? new(born) : null,
                result.GetValue(gender) is { } sex ? new(sex) : null,
                GivenValue(area),
                GivenValue(publisher),
                result.GetValue(takeOver)
            );

            GivenValue<string?>? GivenValue(Option<string?> option) =>
                result.GetValue(option) is { } text ? new(text == "" ? null : text) : null;
        }
    }

    private static Command On(string name, string description, Func<IServiceProvider, Guid, ParseResult, CancellationToken, Task> run)
    {
        var id = new Argument<Guid>("ID") { Description = "The dataset, as `datasets list` shows it." };
        var command = new Command(name, description) { id };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var dataset = result.GetRequiredValue(id);
                await host.RecordAsync(
                    $"datasets {name}",
                    dataset.ToString(),
                    () => run(host.Services, dataset, result, cancellationToken),
                    cancellationToken
                );
                Console.WriteLine("done");
                return 0;
            }
        );
        return command;
    }

    private static async Task ListAsync(IServiceProvider services, bool deleted, CancellationToken cancellationToken)
    {
        await using var database = await services
            .GetRequiredService<IDbContextFactory<BabyNamesDbContext>>()
            .CreateDbContextAsync(cancellationToken);
        var datasets = database
            .Datasets.IgnoreQueryFilters()
            .Where(dataset => !deleted || dataset.DeletedAt != null)
            .OrderByDescending(dataset => dataset.UploadedAt)
            .Select(dataset => new
            {
                dataset.Id,
                // Only the country, if the rows of the file name areas.
                Area = dataset.Area ?? dataset.CountryCode,
                dataset.ParserType,
                Status = dataset.DeletedAt == null ? dataset.Status : "deleted",
                dataset.RowCount,
                dataset.Filename,
                dataset.ErrorMessage,
            });
        await foreach (var row in datasets.AsAsyncEnumerable().WithCancellation(cancellationToken))
            Console.WriteLine(
                $"{row.Id}  {row.Area, -6}  {row.ParserType, -12}  {row.Status, -12}  {row.RowCount, 12:N0}  {row.Filename}  {row.ErrorMessage}"
            );
    }
}
