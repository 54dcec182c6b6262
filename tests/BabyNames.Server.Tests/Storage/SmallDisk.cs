using System.Diagnostics;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Storage;

/// <summary>A disk of 1 MB for one process. It is a tmpfs that only this process sees and that ends with the process. If even a user
/// namespace does not allow the mount, a limit on the size of the process's files replaces the disk.</summary>
internal sealed class SmallDisk
{
    private const string Mount = """mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@" """;
    private readonly bool _isMounted;

    private SmallDisk(string folder, bool isMounted, string[] wrapper) => (Folder, _isMounted, Wrapper) = (folder, isMounted, wrapper);

    public string Folder { get; }

    /// <summary>The command that precedes the program and its arguments.</summary>
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
        // Without the trap, the signal XFSZ would end the process. With the trap, the write fails. Write-xor-execute is disabled because it
        // maps its own files.
        return new(folder, false, ["env", "DOTNET_EnableWriteXorExecute=0", "sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
    }

    /// <summary>Fills the disk until only a few kilobytes are free.</summary>
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

    /// <summary>Returns the paths of the uploaded files, complete or partial.</summary>
    public string[] Files(int processId) => Directory.GetFiles(Path.Combine(PathInProcess(processId), "uploads"));

    /// <returns>True if the filler was written. False while a deleted file still uses space, because a process has it open.</returns>
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

    private string Filler(int processId) => Path.Combine(PathInProcess(processId), "filler");

    /// <summary>Returns the folder's path through which this test reads the mount of the process.</summary>
    private string PathInProcess(int processId) => _isMounted ? $"/proc/{processId}/root{Folder}" : Folder;

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
