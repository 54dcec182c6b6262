using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using BabyNames.Data.Migrations;
using BabyNames.Queries.Errors;
using BabyNames.Server.Configuration;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Server.Commands;

/// <summary>The command line <c>babynames ...</c>. After an error that the user can fix, the exit code is 1 and standard error has a
/// message.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 0 for success.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // Times in the log have the Gregorian calendar, and numbers a decimal point.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var root = new RootCommand(
            "Official baby-name statistics by GraphQL and OData. Settings come from appsettings.json, from environment variables such as "
                + "ConnectionStrings__BabyNames and, for the server, from arguments --Section:Name value."
        )
        {
            ServeCommand.Create(),
            IngestCommand.Create(),
            DatasetsCommand.Create(),
            SourcesCommand.Create(),
            MigrateCommand.Create(),
            StatisticsCommand.Create(),
            PartitionCommand.Create(),
            BackupCommand.Create(),
            KeysCommand.Create(),
            DoctorCommand.Create(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(
            (result, cancellationToken) =>
                result.UnmatchedTokens is [['-', ..], ..] or []
                    ? ServeCommand.RunAsync([.. result.UnmatchedTokens], cancellationToken)
                    : throw new StartupException(
                        $"There is no command `{result.UnmatchedTokens[0]}`. `babynames --help` lists the commands."
                    )
        );
        if (!NameNormalizer.CanCompose)
        {
            Console.Error.WriteLine(
                "ICU is missing, which compares names and has the names of countries. Install ICU (libicu) and unset "
                    + "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT."
            );
            return 1;
        }
        using var stop = new CancellationTokenSource();
        var exitCode = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            // System.CommandLine ends a process two seconds after the signal. This is switched off, because the host has its own
            // shutdown timeout.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await root.Parse(args).InvokeAsync(configuration, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return exitCode;
        }
        catch (Exception exception)
            when (exception
                    is StartupException
                        or MigrationException
                        or DomainException
                        or NpgsqlException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            Console.Error.WriteLine(exception is DomainException domain ? $"{domain.Code}: {domain.Message}" : exception.Message);
            return 1;
        }

        // A second signal ends the process immediately.
        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            exitCode = context.Signal == PosixSignal.SIGINT ? 130 : 143;
            stop.Cancel();
        }
    }
}
