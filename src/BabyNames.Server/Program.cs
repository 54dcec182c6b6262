return await BabyNames.Server.Commands.CommandLine.RunAsync(args);
