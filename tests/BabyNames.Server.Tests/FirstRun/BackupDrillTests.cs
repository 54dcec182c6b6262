using System.Diagnostics;
using BabyNames.Server.Tests.Support;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Runs the short form of <c>scripts/backup-drill.sh</c> with the program under test. It needs pgBackRest, which test.sh
/// installs.</summary>
public sealed class BackupDrillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Data_and_files_that_were_destroyed_are_restored_to_a_moment()
    {
        var start = new ProcessStartInfo("bash", ["-c", "exec scripts/backup-drill.sh --short 2>&1"])
        {
            WorkingDirectory = Repository.Folder,
            RedirectStandardOutput = true,
        };
        start.Environment["BABYNAMES_PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "babynames");
        using var drill = Process.Start(start)!;
        var printed = await drill.StandardOutput.ReadToEndAsync();
        await drill.WaitForExitAsync();
        output.WriteLine(printed);
        Assert.True(drill.ExitCode == 0, printed);
    }
}
