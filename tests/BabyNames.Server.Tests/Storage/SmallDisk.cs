using System.Diagnostics;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Storage;

/// <summary>A disk of 1 MB for one process: a tmpfs that only it sees and that goes with it. Where even a user namespace
/// may not mount one, a limit on the process's files.</summary>
internal sealed class SmallDisk
{
    private const string Mount = """mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@" """;
    private readonly bool _isMounted;

    private SmallDisk(string folder, bool isMounted, string[] wrapper) => (Folder, _isMounted, Wrapper) = (folder, isMounted, wrapper);

    public string Folder { get; }

    /// <summary>Goes before the program's name.</summary>
    public string[] Wrapper { get; }

    public static SmallDisk Create(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var flags in new[] { "-m", "-Urm" })
        {
            string[] wrapper = ["unshare", flags, "sh", "-c", Mount, folder];
            if (Runs([.. wrapper, "true"]))
                return new(folder, true, wrapper);
        }
        // The signal would end the process; ignored, the write fails. Write-xor-execute maps files of its own.
        return new(folder, false, ["env", "DOTNET_EnableWriteXorExecute=0", "sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
    }

    /// <summary>Leaves a few kilobytes free.</summary>
    public async Task FillAsync(int processId)
    {
        if (!_isMounted)
            Assert.True(Runs("prlimit", "--pid", $"{processId}", "--fsize=8192:unlimited"), "prlimit failed");
        else
            await Eventually.SeeAsync(() => TryFillAsync(Filler(processId)), isFull => isFull, "room for the file that fills the disk");
    }

    public void Free(int processId)
    {
        if (!_isMounted)
            Assert.True(Runs("prlimit", "--pid", $"{processId}", "--fsize=unlimited:unlimited"), "prlimit failed");
        else
            File.Delete(Filler(processId));
    }

    /// <summary>Uploaded files, whole or partial.</summary>
    public string[] Files(int processId) => Directory.GetFiles(Path.Combine(Seen(processId), "uploads"));

    /// <returns>False while a deleted file takes its room until whoever has it open closes it.</returns>
    private static async Task<bool> TryFillAsync(string filler)
    {
        try
        {
            await File.WriteAllBytesAsync(filler, new byte[(1 << 20) - 16_384]);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Filler(int processId) => Path.Combine(Seen(processId), "filler");

    /// <summary>The folder as the process sees it.</summary>
    private string Seen(int processId) => _isMounted ? $"/proc/{processId}/root{Folder}" : Folder;

    private static bool Runs(params string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
