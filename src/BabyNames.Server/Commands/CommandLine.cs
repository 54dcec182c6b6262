using System.CommandLine;
using System.Runtime.InteropServices;
using BabyNames.Data.Migrations;
using BabyNames.Queries.Errors;
using BabyNames.Server.Configuration;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Server.Commands;

/// <summary>The command line <c>babynames ...</c>. Errors that the user can fix end with 1 and one sentence on standard error.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Official baby-name statistics over GraphQL and OData. Settings come from appsettings.json, the environment "
                + "(ConnectionStrings__BabyNames) and, for the server, from --Section:Name value."
        )
        {
            ServeCommand.Create(),
            IngestCommand.Create(),
            DatasetsCommand.Create(),
            SourcesCommand.Create(),
            MigrateCommand.Create(),
            StatisticsCommand.Create(),
            PartitionCommand.Create(),
            KeysCommand.Create(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(
            (result, cancellationToken) =>
                result.UnmatchedTokens is [['-', ..], ..] or []
                    ? ServeCommand.RunAsync([.. result.UnmatchedTokens], cancellationToken)
                    : throw new StartupException($"There is no command `{result.UnmatchedTokens[0]}`; see babynames --help.")
        );
        if (!NameNormalizer.CanCompose)
        {
            Console.Error.WriteLine(
                "Names cannot be compared and countries not named: install ICU (libicu) and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT."
            );
            return 1;
        }
        using var stop = new CancellationTokenSource();
        var exitCode = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            // System.CommandLine would end the process two seconds after the signal; the host has its own shutdown timeout.
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

        // A second signal ends the process at once.
        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            exitCode = context.Signal == PosixSignal.SIGINT ? 130 : 143;
            stop.Cancel();
        }
    }
}
