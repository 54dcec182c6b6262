using System.CommandLine;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Datasets;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames datasets list | reprocess | cancel | delete | restore</c>.</summary>
internal static class DatasetsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var deleted = new Option<bool>("--deleted") { Description = "List only deleted datasets, which can be restored." };
        var list = new Command("list", "List all datasets, newest first.") { deleted };
        list.SetAction(
            async (result, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                await ListAsync(host.Services, result.GetValue(deleted), cancellationToken);
                return 0;
            }
        );
        var reason = new Option<string>("--reason")
        {
            Description = "Reason for reading the file again. It is stored with the job.",
            Required = true,
        };
        var parser = new Option<string?>("--parser") { Description = "Another source whose format the file has (see babynames sources)." };
        var year = new Option<int?>("--year")
        {
            Description = "Year of the births, if neither the file nor its name contains it. The default is unchanged.",
        };
        var gender = new Option<string?>("--gender")
        {
            Description = "Sex, F or M, if neither the file nor its name contains it. The default is unchanged.",
        };
        gender.AcceptOnlyFromAmong("F", "M");
        var area = new Option<string?>("--area")
        {
            Description = "Area that the file is about, if the source does not define it. The default is unchanged; '' removes it.",
        };
        var publisher = new Option<string?>("--publisher")
        {
            Description = "Publisher of the file, if the source does not define it. The default is unchanged; '' removes it.",
        };
        var takeOver = new Option<bool>("--take-over")
        {
            Description = "Claim the years and sexes of the file although another source serves them.",
        };
        var reprocess = CreateForDataset(
            "reprocess",
            "Queue a job that reads the stored file again. A running server runs it.",
            (services, id, result, cancellationToken) =>
                services.GetRequiredService<DatasetUploads>().ReprocessAsync(Request(id, result), cancellationToken)
        );
        foreach (var option in (Option[])[reason, parser, year, gender, area, publisher, takeOver])
            reprocess.Add(option);
        return new Command("datasets", "List and change uploaded files.")
        {
            list,
            reprocess,
            CreateForDataset(
                "cancel",
                "Cancel the queued or running job of a dataset.",
                (services, id, _, cancellationToken) => services.GetRequiredService<DatasetLifecycle>().CancelAsync(id, cancellationToken)
            ),
            CreateForDataset(
                "delete",
                "Delete a dataset and its figures. It can be restored.",
                (services, id, _, cancellationToken) => services.GetRequiredService<DatasetLifecycle>().DeleteAsync(id, cancellationToken)
            ),
            CreateForDataset(
                "restore",
                "Restore a deleted dataset.",
                (services, id, _, cancellationToken) => services.GetRequiredService<DatasetLifecycle>().RestoreAsync(id, cancellationToken)
            ),
        };

        ReprocessRequest Request(Guid id, ParseResult result)
        {
            return new(
                id,
                result.GetRequiredValue(reason),
                result.GetValue(parser),
                result.GetValue(year) is { } givenYear ? new(givenYear) : null,
                result.GetValue(gender) is { } givenGender ? new(givenGender) : null,
                GivenValue(area),
                GivenValue(publisher),
                result.GetValue(takeOver)
            );

            GivenValue<string?>? GivenValue(Option<string?> option) =>
                result.GetValue(option) is { } text ? new(text == "" ? null : text) : null;
        }
    }

    /// <summary>Creates a command whose argument is a dataset. The action is recorded in the audit log.</summary>
    private static Command CreateForDataset(
        string name,
        string description,
        Func<IServiceProvider, Guid, ParseResult, CancellationToken, Task> run
    )
    {
        var id = new Argument<Guid>("ID") { Description = "Id of the dataset. `babynames datasets list` shows it." };
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
                // The country is shown if each row of the file names its area.
                Area = dataset.Area ?? dataset.CountryCode,
                dataset.ParserType,
                Status = dataset.DeletedAt == null ? dataset.Status : "deleted",
                dataset.RowCount,
                dataset.Filename,
                dataset.ErrorMessage,
            });
        await foreach (var row in datasets.AsAsyncEnumerable().WithCancellation(cancellationToken))
            Console.WriteLine(
                $"{row.Id}  {row.Area, -6}  {row.ParserType, -12}  {row.Status, -12}  {row.RowCount, 12:N0}  "
                    + $"{row.Filename}  {row.ErrorMessage}"
            );
    }
}
