namespace BabyNames.Benchmarks;

/// <summary>A folder for one subject's server and files, removed with them.</summary>
internal static class ServerFolder
{
    public static async Task WithAsync(Func<string, Task> subject)
    {
        // Open to others, unlike a temporary folder: run by root, PostgreSQL is another user.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"babynames-benchmark-{Environment.ProcessId}"));
        try
        {
            await subject(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
