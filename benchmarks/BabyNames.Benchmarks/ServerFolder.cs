namespace BabyNames.Benchmarks;

/// <summary>A folder for the server and files of one subject. It is removed afterwards.</summary>
internal static class ServerFolder
{
    public static async Task WithAsync(Func<string, Task> subject)
    {
        // When root runs the benchmark, PostgreSQL runs as another user and must be able to access the folder.
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
